package tarn.services.athena;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.AclConfiguration;
import software.amazon.awssdk.services.athena.model.EncryptionConfiguration;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** How results are written to S3: encryption, the bucket's expected owner, the owner's access. */
record ResultSettings(
        @Nullable String encryption,
        @Nullable String kmsKey,
        @Nullable String bucketOwner,
        @Nullable String acl) {

    static final ResultSettings NONE = new ResultSettings(null, null, null, null);

    static ResultSettings of(@Nullable ResultConfiguration asked) {
        if (asked == null) {
            return NONE;
        }
        var encryption = asked.encryptionConfiguration();
        var option = encryption == null ? null : encryption.encryptionOptionAsString();
        if (option != null && option.equals("CSE_KMS")) {
            throw AthenaFaults.encryptionNotSupported(option);
        }
        return new ResultSettings(
                option,
                encryption == null ? null : encryption.kmsKey(),
                asked.expectedBucketOwner(),
                asked.aclConfiguration() == null
                        ? null
                        : asked.aclConfiguration().s3AclOptionAsString());
    }

    /** The configuration as Athena shows it, with the location of a result or a folder for results. */
    ResultConfiguration describe(@Nullable String output) {
        var configuration = ResultConfiguration.builder().outputLocation(output).expectedBucketOwner(bucketOwner);
        if (encryption != null) {
            configuration.encryptionConfiguration(EncryptionConfiguration.builder()
                    .encryptionOption(encryption)
                    .kmsKey(kmsKey)
                    .build());
        }
        if (acl != null) {
            configuration.aclConfiguration(
                    AclConfiguration.builder().s3AclOption(acl).build());
        }
        return configuration.build();
    }

    void apply(PutObjectRequest.Builder request) {
        request.expectedBucketOwner(bucketOwner)
                .acl(cannedAcl())
                .serverSideEncryption(serverSide())
                .ssekmsKeyId(kmsKey);
    }

    void apply(CreateMultipartUploadRequest.Builder request) {
        request.expectedBucketOwner(bucketOwner)
                .acl(cannedAcl())
                .serverSideEncryption(serverSide())
                .ssekmsKeyId(kmsKey);
    }

    private @Nullable ObjectCannedACL cannedAcl() {
        return "BUCKET_OWNER_FULL_CONTROL".equals(acl) ? ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL : null;
    }

    private @Nullable ServerSideEncryption serverSide() {
        if (encryption == null) {
            return null;
        }
        return encryption.equals("SSE_KMS") ? ServerSideEncryption.AWS_KMS : ServerSideEncryption.AES256;
    }
}
