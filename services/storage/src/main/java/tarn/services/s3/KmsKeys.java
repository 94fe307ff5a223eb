package tarn.services.s3;

import static tarn.services.s3.EncryptionFaults.contextInvalid;
import static tarn.services.s3.EncryptionFaults.keyOfAnotherRegion;
import static tarn.services.s3.EncryptionFaults.refusedByKms;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.blobs.BlobKey;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Scope;

/**
 * Data keys that KMS makes and opens, in the name of whoever asks, in the bucket's region.
 *
 * <p>Each is bound to {@code aws:s3:arn}, the object's ARN, or the bucket's where a bucket key serves many objects. A
 * bucket key stays in memory for a minute, for each caller by itself: as on AWS, disabling the KMS key takes that long
 * to be felt. Without bucket keys KMS is asked each time.
 */
final class KmsKeys {

    /** The key that AWS makes and manages for S3 in an account and region. */
    private static final String MANAGED = "alias/aws/s3";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN_ENTRY = "aws:s3:arn";

    private final KmsClient kms;
    private final BucketKeys bucketKeys;

    KmsKeys(Platform platform) {
        this.kms = platform.client(KmsClient.class);
        var buckets = platform.store("s3/buckets", Scope.GLOBAL, OwnedBucket.FORMAT);
        this.bucketKeys = new BucketKeys(platform.clock(), buckets::changes);
    }

    /** A data key, and how the object keeps it. */
    record Made(Encryption.ByKms encryption, BlobKey key) {}

    Made make(DataKeys.Place place, EncryptionHeaders.Wanted.ByKms wanted) {
        var key = wanted.key() == null ? MANAGED : wanted.key();
        checkRegion(place, key);
        var context = context(place, wanted);
        if (!wanted.bucketKey()) {
            return make(place, key, context, false);
        }
        var made = bucketKeys.made(key + " " + context, () -> make(place, key, context, true));
        bucketKeys.keep(made.encryption, made.key);
        return made;
    }

    private Made make(DataKeys.Place place, String key, Map<String, String> context, boolean bucketKey) {
        var answer = ask(
                place,
                client -> client.generateDataKey(request ->
                        request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(context)));
        var encryption = new Encryption.ByKms(
                answer.keyId(), context, bucketKey, answer.ciphertextBlob().asByteArray());
        return new Made(encryption, BlobKey.of(answer.plaintext().asByteArray()));
    }

    BlobKey open(DataKeys.Place place, Encryption.ByKms encryption) {
        return encryption.bucketKey()
                ? bucketKeys.opened(encryption, () -> decrypt(place, encryption))
                : decrypt(place, encryption);
    }

    private BlobKey decrypt(DataKeys.Place place, Encryption.ByKms encryption) {
        var answer = ask(
                place,
                client -> client.decrypt(request -> request.keyId(encryption.arn())
                        .ciphertextBlob(SdkBytes.fromByteArray(encryption.wrapped()))
                        .encryptionContext(encryption.context())));
        return BlobKey.of(answer.plaintext().asByteArray());
    }

    private <T> T ask(DataKeys.Place place, Function<KmsClient, T> question) {
        try {
            return Caller.current().in(place.bucket().region()).call(() -> question.apply(kms));
        } catch (KmsException refused) {
            throw refusedByKms(refused);
        }
    }

    /* A key of another region than the bucket's cannot be used, and S3 says so itself. */
    private static void checkRegion(DataKeys.Place place, String key) {
        var parts = key.split(":", -1);
        if (key.startsWith("arn:")
                && parts.length >= 6
                && !parts[3].equals(place.bucket().region())) {
            throw keyOfAnotherRegion(parts[3]);
        }
    }

    private static Map<String, String> context(DataKeys.Place place, EncryptionHeaders.Wanted.ByKms wanted) {
        var context = new TreeMap<String, String>();
        if (wanted.context() != null) {
            context.putAll(parsed(wanted.context()));
        }
        var bucket = "arn:aws:s3:::" + place.bucket().name();
        context.put(ARN_ENTRY, wanted.bucketKey() ? bucket : bucket + "/" + place.key());
        return context;
    }

    private static Map<String, String> parsed(String header) {
        var entries = new TreeMap<String, String>();
        try {
            var json = JSON.readTree(Base64.getDecoder().decode(header));
            if (!json.isObject()) {
                throw contextInvalid(header);
            }
            for (var entry : json.properties()) {
                if (!entry.getValue().isTextual()) {
                    throw contextInvalid(header);
                }
                entries.put(entry.getKey(), entry.getValue().textValue());
            }
            return entries;
        } catch (IOException | IllegalArgumentException e) {
            throw contextInvalid(header);
        }
    }
}
