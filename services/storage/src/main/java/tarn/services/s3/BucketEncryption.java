package tarn.services.s3;

import static tarn.services.s3.EncryptionFaults.bucketKeyTwice;
import static tarn.services.s3.EncryptionFaults.keyWithoutKmsDefault;
import static tarn.services.s3.S3Faults.malformedXml;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BlockedEncryptionTypes;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import tarn.kernel.Part;
import tarn.store.Formats;

/**
 * How a bucket encrypts what comes without a wish of its own, and what it does not take.
 *
 * <p>A bucket that was never told encrypts by SSE-S3 and refuses SSE-C, as every new bucket on AWS since April 2026. A
 * rule that does not speak of blocked kinds leaves them as they are. The KMS key of a rule is not looked at before it is
 * used.
 */
final class BucketEncryption implements S3Client, Part {

    private static final BlockedEncryptionTypes NO_CUSTOMER_KEYS = BlockedEncryptionTypes.builder()
            .encryptionType(EncryptionType.SSE_C)
            .build();

    private static final ServerSideEncryptionRule UNTOLD = ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(ServerSideEncryption.AES256))
            .bucketKeyEnabled(false)
            .blockedEncryptionTypes(NO_CUSTOMER_KEYS)
            .build();

    private final Holdings holdings;
    private final Configurations<ServerSideEncryptionConfiguration> configurations;

    BucketEncryption(Holdings holdings) {
        this.holdings = holdings;
        this.configurations =
                new Configurations<>(holdings, "encryption", Formats.record(ServerSideEncryptionConfiguration.class));
    }

    /** The rule of a bucket. */
    ServerSideEncryptionRule rule(String bucket) {
        return configurations
                .find(bucket)
                .map(configuration -> configuration.rules().getFirst())
                .orElse(UNTOLD);
    }

    @Override
    public GetBucketEncryptionResponse getBucketEncryption(GetBucketEncryptionRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketEncryptionResponse.builder()
                .serverSideEncryptionConfiguration(configuration -> configuration.rules(rule(request.bucket())))
                .build();
    }

    @Override
    public PutBucketEncryptionResponse putBucketEncryption(PutBucketEncryptionRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var rules = request.serverSideEncryptionConfiguration().rules();
        if (rules.size() != 1) {
            throw malformedXml();
        }
        var given = rules.getFirst();
        check(given);
        var rule = given.toBuilder().bucketKeyEnabled(Boolean.TRUE.equals(given.bucketKeyEnabled()));
        if (given.applyServerSideEncryptionByDefault() == null) {
            rule.applyServerSideEncryptionByDefault(UNTOLD.applyServerSideEncryptionByDefault());
        }
        if (given.blockedEncryptionTypes() == null
                || given.blockedEncryptionTypes().encryptionType().isEmpty()) {
            rule.blockedEncryptionTypes(rule(request.bucket()).blockedEncryptionTypes());
        }
        configurations.put(
                request.bucket(),
                ServerSideEncryptionConfiguration.builder().rules(rule.build()).build());
        return PutBucketEncryptionResponse.builder().build();
    }

    private static void check(ServerSideEncryptionRule rule) {
        var byDefault = rule.applyServerSideEncryptionByDefault();
        if (byDefault == null && rule.blockedEncryptionTypes() == null) {
            throw malformedXml();
        }
        if (byDefault != null) {
            check(byDefault, Boolean.TRUE.equals(rule.bucketKeyEnabled()));
        }
        if (rule.blockedEncryptionTypes() != null
                && rule.blockedEncryptionTypes().encryptionType().contains(EncryptionType.UNKNOWN_TO_SDK_VERSION)) {
            throw malformedXml();
        }
    }

    private static void check(ServerSideEncryptionByDefault byDefault, boolean bucketKey) {
        var method = byDefault.sseAlgorithm();
        if (method == null) {
            throw malformedXml();
        }
        switch (method) {
            case AES256 -> {
                if (byDefault.kmsMasterKeyID() != null) {
                    throw keyWithoutKmsDefault();
                }
            }
            case AWS_KMS -> {}
            case AWS_KMS_DSSE -> {
                if (bucketKey) {
                    throw bucketKeyTwice();
                }
            }
            case AWS_FSX, AWS_BACKUP, UNKNOWN_TO_SDK_VERSION -> throw malformedXml();
        }
    }

    /** Goes back to what a new bucket has, but for the kinds that are blocked or not. */
    @Override
    public DeleteBucketEncryptionResponse deleteBucketEncryption(DeleteBucketEncryptionRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        configurations.delete(request.bucket());
        return DeleteBucketEncryptionResponse.builder().build();
    }
}
