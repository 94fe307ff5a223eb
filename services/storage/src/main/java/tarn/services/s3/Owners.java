package tarn.services.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import software.amazon.awssdk.services.s3.model.Owner;

/** The canonical user id by which S3 shows an account: 64 hexadecimal digits, always the same for the same account. */
final class Owners {

    static Owner canonical(String account) {
        return Owner.builder().id(id(account)).build();
    }

    static String id(String account) {
        var sha = ChecksumKind.SHA256.start();
        var bytes = ("canonical:" + account).getBytes(StandardCharsets.UTF_8);
        sha.update(bytes, 0, bytes.length);
        return HexFormat.of().formatHex(sha.value());
    }

    private Owners() {}
}
