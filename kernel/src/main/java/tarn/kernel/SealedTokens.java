package tarn.kernel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Paging tokens with an HMAC in front of the position. The key belongs to the data directory. */
final class SealedTokens implements PagingTokens {

    static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 16;

    private final SecretKeySpec key;

    SealedTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    @Override
    public String seal(String operation, byte[] position) {
        var token = Arrays.copyOf(sealOf(operation, position), SEAL_BYTES + position.length);
        System.arraycopy(position, 0, token, SEAL_BYTES, position.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    @Override
    public Optional<byte[]> open(String operation, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length < SEAL_BYTES) {
            return Optional.empty();
        }
        var position = Arrays.copyOfRange(bytes, SEAL_BYTES, bytes.length);
        var seal = Arrays.copyOf(bytes, SEAL_BYTES);
        return MessageDigest.isEqual(seal, sealOf(operation, position)) ? Optional.of(position) : Optional.empty();
    }

    private byte[] sealOf(String operation, byte[] position) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(operation.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(Caller.current().account().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(position), SEAL_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
