package tarn.services.s3;

import static tarn.services.s3.EncryptionFaults.bucketKeyTwice;
import static tarn.services.s3.EncryptionFaults.customerKeysBlocked;
import static tarn.services.s3.EncryptionFaults.keyWithoutKms;
import static tarn.services.s3.EncryptionFaults.methodUnknown;
import static tarn.services.s3.EncryptionFaults.twoMethods;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * How a write asks to be encrypted; all null if it leaves that to the bucket.
 *
 * @param context the encryption context, JSON in base64
 */
record EncryptionHeaders(
        @Nullable String algorithm,
        @Nullable String kmsKey,
        @Nullable String context,
        @Nullable Boolean bucketKey,
        @Nullable CustomerKey customer) {

    /** How an object shall be encrypted, when all is considered. */
    sealed interface Wanted {
        /** SSE-S3. */
        record ByS3() implements Wanted {}

        /**
         * SSE-KMS.
         *
         * @param key id, ARN or alias of a key; null for the key that AWS manages
         * @param twice whether DSSE
         */
        record ByKms(@Nullable String key, @Nullable String context, boolean bucketKey, boolean twice)
                implements Wanted {}

        /** SSE-C. */
        record ByCustomer(CustomerKey key) implements Wanted {}
    }

    static EncryptionHeaders of(PutObjectRequest request) {
        return new EncryptionHeaders(
                request.serverSideEncryptionAsString(),
                request.ssekmsKeyId(),
                request.ssekmsEncryptionContext(),
                request.bucketKeyEnabled(),
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5()));
    }

    static EncryptionHeaders of(CreateMultipartUploadRequest request) {
        return new EncryptionHeaders(
                request.serverSideEncryptionAsString(),
                request.ssekmsKeyId(),
                request.ssekmsEncryptionContext(),
                request.bucketKeyEnabled(),
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5()));
    }

    static EncryptionHeaders of(CopyObjectRequest request) {
        return new EncryptionHeaders(
                request.serverSideEncryptionAsString(),
                request.ssekmsKeyId(),
                request.ssekmsEncryptionContext(),
                request.bucketKeyEnabled(),
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5()));
    }

    /** What that is in a bucket of this rule. */
    Wanted in(ServerSideEncryptionRule rule) {
        if (customer != null) {
            if (algorithm != null) {
                throw twoMethods(algorithm);
            }
            if (rule.blockedEncryptionTypes() != null
                    && rule.blockedEncryptionTypes().encryptionType().contains(EncryptionType.SSE_C)) {
                throw customerKeysBlocked();
            }
            return new Wanted.ByCustomer(customer);
        }
        if (algorithm == null) {
            if (kmsKey != null || context != null) {
                throw keyWithoutKms(null);
            }
            var byDefault = rule.applyServerSideEncryptionByDefault();
            return wanted(byDefault.sseAlgorithm(), byDefault.sseAlgorithmAsString(), byDefault.kmsMasterKeyID(), rule);
        }
        return wanted(ServerSideEncryption.fromValue(algorithm), algorithm, kmsKey, rule);
    }

    private Wanted wanted(
            ServerSideEncryption method, String name, @Nullable String key, ServerSideEncryptionRule rule) {
        return switch (method) {
            case AES256 -> {
                if (kmsKey != null || context != null) {
                    throw keyWithoutKms(name);
                }
                yield new Wanted.ByS3();
            }
            case AWS_KMS -> {
                boolean ofBucket = bucketKey != null ? bucketKey : Boolean.TRUE.equals(rule.bucketKeyEnabled());
                yield new Wanted.ByKms(key, context, ofBucket, false);
            }
            case AWS_KMS_DSSE -> {
                if (Boolean.TRUE.equals(bucketKey)) {
                    throw bucketKeyTwice();
                }
                yield new Wanted.ByKms(key, context, false, true);
            }
            case AWS_FSX, AWS_BACKUP, UNKNOWN_TO_SDK_VERSION -> throw methodUnknown(name);
        };
    }
}
