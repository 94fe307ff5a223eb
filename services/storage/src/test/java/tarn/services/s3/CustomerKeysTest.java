package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

class CustomerKeysTest {

    private static final String MARKER = "the plain text that nobody may find ";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    /** A key of a customer, in the headers' forms. */
    record Headers(String key, String md5) {
        static Headers of(int number) throws Exception {
            var bytes = new byte[32];
            Arrays.fill(bytes, (byte) number);
            var md5 = MessageDigest.getInstance("MD5").digest(bytes);
            return new Headers(
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getEncoder().encodeToString(md5));
        }
    }

    private static byte[] large() {
        return MARKER.repeat(10_000).getBytes(UTF_8);
    }

    private static String md5(byte[] bytes) throws Exception {
        return '"' + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)) + '"';
    }

    @Test
    void customerKeysAreRefusedUntilTheBucketTakesThem() throws Exception {
        var key = Headers.of(1);
        Consumer<PutObjectRequest.Builder> how = request ->
                request.sseCustomerAlgorithm("AES256").sseCustomerKey(key.key).sseCustomerKeyMD5(key.md5);
        refused(403, "AccessDenied", () -> tarn.put("key", large(), how));
        takeCustomerKeys();
        tarn.put("key", large(), how);
    }

    @Test
    void anObjectOfACustomersKeyNeedsItForEverything() throws Exception {
        takeCustomerKeys();
        var key = Headers.of(1);
        var wrong = Headers.of(2);
        var put = tarn.put(
                "key",
                large(),
                request -> request.sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(key.key)
                        .sseCustomerKeyMD5(key.md5));
        assertThat(put.serverSideEncryption()).isNull();
        assertThat(put.sseCustomerAlgorithm()).isEqualTo("AES256");
        assertThat(put.sseCustomerKeyMD5()).isEqualTo(key.md5);
        assertThat(put.eTag()).isNotEqualTo(md5(large()));
        assertThat(read("key", key)).isEqualTo(large());
        refused(400, "InvalidRequest", () -> tarn.bytes("key"));
        refused(403, "AccessDenied", () -> read("key", wrong));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3().headObject(request -> request.bucket(BUCKET).key("key")));
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3()
                        .headObject(request -> request.bucket(BUCKET)
                                .key("key")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(wrong.key)
                                .sseCustomerKeyMD5(wrong.md5)));
        tarn.put("plain", "x");
        refused(400, "InvalidRequest", () -> read("plain", key));
        tarn.nothingOnDiskShows(key.key);
        tarn.nothingOnDiskShows("that nobody may");
    }

    @Test
    void aCustomersKeyMustBeWhatItSaysItIs() throws Exception {
        takeCustomerKeys();
        var key = Headers.of(1);
        refused(
                400,
                "InvalidArgument",
                () -> tarn.put(
                        "key",
                        large(),
                        request -> request.sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(key.key)
                                .sseCustomerKeyMD5("AAAAAAAAAAAAAAAAAAAAAA==")));
        refused(
                400,
                "InvalidEncryptionAlgorithmError",
                () -> tarn.put(
                        "key",
                        large(),
                        request -> request.sseCustomerAlgorithm("AES128")
                                .sseCustomerKey(key.key)
                                .sseCustomerKeyMD5(key.md5)));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.put(
                        "key",
                        large(),
                        request -> request.serverSideEncryption(ServerSideEncryption.AES256)
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(key.key)
                                .sseCustomerKeyMD5(key.md5)));
    }

    @Test
    void aCopyFromOneCustomersKeyToAnother() throws Exception {
        takeCustomerKeys();
        var first = Headers.of(1);
        var second = Headers.of(2);
        tarn.put(
                "key",
                large(),
                request -> request.sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(first.key)
                        .sseCustomerKeyMD5(first.md5));
        for (var next : List.of(first, second)) {
            tarn.s3()
                    .copyObject(request -> request.sourceBucket(BUCKET)
                            .sourceKey("key")
                            .copySourceSSECustomerAlgorithm("AES256")
                            .copySourceSSECustomerKey(first.key)
                            .copySourceSSECustomerKeyMD5(first.md5)
                            .destinationBucket(BUCKET)
                            .destinationKey("copy")
                            .sseCustomerAlgorithm("AES256")
                            .sseCustomerKey(next.key)
                            .sseCustomerKeyMD5(next.md5));
            assertThat(read("copy", next)).isEqualTo(large());
        }
    }

    private byte[] read(String name, Headers key) {
        return tarn.s3()
                .getObjectAsBytes(request -> request.bucket(BUCKET)
                        .key(name)
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(key.key)
                        .sseCustomerKeyMD5(key.md5))
                .asByteArray();
    }

    private void takeCustomerKeys() {
        tarn.encrypt(ServerSideEncryptionRule.builder()
                .blockedEncryptionTypes(blocked -> blocked.encryptionType(EncryptionType.NONE)));
    }
}
