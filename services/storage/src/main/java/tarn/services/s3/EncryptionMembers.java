package tarn.services.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The many members by which S3's answers tell how an object is encrypted. */
final class EncryptionMembers {

    /**
     * What an answer tells.
     *
     * @param customerMd5 of the customer's key, which came with the request
     */
    private record Told(
            @Nullable ServerSideEncryption algorithm,
            @Nullable String kmsKey,
            @Nullable Boolean bucketKey,
            @Nullable String customerAlgorithm,
            @Nullable String customerMd5) {

        static Told of(Encryption encryption, @Nullable CustomerKey customer) {
            var algorithm = encryption.algorithm();
            return switch (encryption) {
                case Encryption.ByDisk _, Encryption.ByS3 _ -> new Told(algorithm, null, null, null, null);
                case Encryption.ByKms kms -> new Told(algorithm, kms.arn(), kms.bucketKey() ? true : null, null, null);
                case Encryption.Twice(var kms, var _) -> new Told(algorithm, kms.arn(), null, null, null);
                case Encryption.ByCustomer _ ->
                    new Told(null, null, null, CustomerKey.ALGORITHM, customer == null ? null : customer.md5());
            };
        }
    }

    static void onto(PutObjectResponse.Builder answer, Encryption encryption, EncryptionHeaders asked) {
        var told = Told.of(encryption, asked.customer());
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .ssekmsEncryptionContext(asked.context())
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(CopyObjectResponse.Builder answer, Encryption encryption, EncryptionHeaders asked) {
        var told = Told.of(encryption, asked.customer());
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .ssekmsEncryptionContext(asked.context())
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(CreateMultipartUploadResponse.Builder answer, Encryption encryption, EncryptionHeaders asked) {
        var told = Told.of(encryption, asked.customer());
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .ssekmsEncryptionContext(asked.context())
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(UploadPartResponse.Builder answer, Encryption encryption, @Nullable CustomerKey customer) {
        var told = Told.of(encryption, customer);
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(UploadPartCopyResponse.Builder answer, Encryption encryption, @Nullable CustomerKey customer) {
        var told = Told.of(encryption, customer);
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(GetObjectResponse.Builder answer, Encryption encryption, @Nullable CustomerKey customer) {
        var told = Told.of(encryption, customer);
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(HeadObjectResponse.Builder answer, Encryption encryption, @Nullable CustomerKey customer) {
        var told = Told.of(encryption, customer);
        answer.serverSideEncryption(told.algorithm)
                .ssekmsKeyId(told.kmsKey)
                .bucketKeyEnabled(told.bucketKey)
                .sseCustomerAlgorithm(told.customerAlgorithm)
                .sseCustomerKeyMD5(told.customerMd5);
    }

    static void onto(CompleteMultipartUploadResponse.Builder answer, Encryption encryption) {
        var told = Told.of(encryption, null);
        answer.serverSideEncryption(told.algorithm).ssekmsKeyId(told.kmsKey).bucketKeyEnabled(told.bucketKey);
    }

    private EncryptionMembers() {}
}
