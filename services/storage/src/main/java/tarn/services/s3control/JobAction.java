package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.invalidRequest;
import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.ControlFaults.notReplicated;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.S3CopyObjectOperation;
import software.amazon.awssdk.services.s3control.model.S3Tag;
import tarn.access.Replicator;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.services.s3control.Targets.Target;

/** What a job does with each object, through S3 itself. */
@FunctionalInterface
interface JobAction {

    /** Does it; refuses as S3 does. */
    void run(S3Client s3, Target target);

    /**
     * The action that a request describes; refuses what is none, and what is not done here.
     *
     * @param job its id, which functions are told
     */
    static JobAction of(JobOperation operation, Platform platform, String job) {
        var actions = Stream.<@Nullable JobAction>of(
                        operation.s3PutObjectCopy() == null ? null : copy(operation.s3PutObjectCopy()),
                        tagging(operation),
                        operation.s3DeleteObjectTagging() == null ? null : untagging(),
                        operation.lambdaInvoke() == null
                                ? null
                                : FunctionAction.of(operation.lambdaInvoke(), platform, job),
                        operation.s3ReplicateObject() == null ? null : replication(platform),
                        acl(operation),
                        restore(operation),
                        hold(operation),
                        retention(operation))
                .filter(action -> action != null)
                .toList();
        if (actions.size() != 1) {
            throw invalidRequest("Exactly one operation must be specified, and one that Tarn knows.");
        }
        return actions.getFirst();
    }

    private static void refuse(@Nullable Object asked, String name) {
        if (asked != null) {
            throw notDone("the batch operation " + name);
        }
    }

    private static @Nullable JobAction tagging(JobOperation operation) {
        var asked = operation.s3PutObjectTagging();
        if (asked == null) {
            return null;
        }
        var tags = tags(asked.tagSet());
        return (s3, target) -> s3.putObjectTagging(request -> request.bucket(target.bucket())
                .key(target.key())
                .versionId(target.version())
                .tagging(tagging -> tagging.tagSet(tags)));
    }

    private static JobAction replication(Platform platform) {
        return (_, target) -> {
            var replicator = platform.offer(S3Client.class, Replicator.class).orElseThrow();
            if (!replicator.replicate(target.bucket(), target.key(), target.version())) {
                throw notReplicated();
            }
        };
    }

    private static JobAction untagging() {
        return (s3, target) -> s3.deleteObjectTagging(
                request -> request.bucket(target.bucket()).key(target.key()).versionId(target.version()));
    }

    private static List<Tag> tags(List<S3Tag> tags) {
        return tags.stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static @Nullable JobAction acl(JobOperation operation) {
        var asked = operation.s3PutObjectAcl();
        if (asked == null) {
            return null;
        }
        var policy = asked.accessControlPolicy();
        if (policy == null || policy.cannedAccessControlList() == null) {
            throw notDone("S3PutObjectAcl without a canned ACL");
        }
        return (s3, target) -> s3.putObjectAcl(request -> request.bucket(target.bucket())
                .key(target.key())
                .versionId(target.version())
                .acl(policy.cannedAccessControlListAsString()));
    }

    private static @Nullable JobAction restore(JobOperation operation) {
        var asked = operation.s3InitiateRestoreObject();
        if (asked == null) {
            return null;
        }
        var tier = asked.glacierJobTier() == null
                ? null
                : asked.glacierJobTierAsString().substring(0, 1)
                        + asked.glacierJobTierAsString().substring(1).toLowerCase(java.util.Locale.ROOT);
        return (s3, target) -> s3.restoreObject(request -> request.bucket(target.bucket())
                .key(target.key())
                .versionId(target.version())
                .restoreRequest(restore -> restore.days(asked.expirationInDays())
                        .glacierJobParameters(parameters -> parameters.tier(tier == null ? "Standard" : tier))));
    }

    private static @Nullable JobAction hold(JobOperation operation) {
        var asked = operation.s3PutObjectLegalHold();
        if (asked == null) {
            return null;
        }
        return (s3, target) -> s3.putObjectLegalHold(request -> request.bucket(target.bucket())
                .key(target.key())
                .versionId(target.version())
                .legalHold(hold -> hold.status(asked.legalHold().statusAsString())));
    }

    private static @Nullable JobAction retention(JobOperation operation) {
        var asked = operation.s3PutObjectRetention();
        if (asked == null) {
            return null;
        }
        return (s3, target) -> s3.putObjectRetention(request -> request.bucket(target.bucket())
                .key(target.key())
                .versionId(target.version())
                .bypassGovernanceRetention(asked.bypassGovernanceRetention())
                .retention(retention -> retention
                        .mode(asked.retention().modeAsString())
                        .retainUntilDate(asked.retention().retainUntilDate())));
    }

    private static JobAction copy(S3CopyObjectOperation asked) {
        var bucket = Arn.parse(asked.targetResource() == null ? "" : asked.targetResource())
                .orElseThrow(() -> invalidRequest("TargetResource must be the ARN of a bucket."))
                .resource();
        refuse(asked.accessControlGrants().isEmpty() ? null : asked, "S3PutObjectCopy with AccessControlGrants");
        return (s3, target) -> {
            var prefix =
                    asked.targetKeyPrefix() == null || asked.targetKeyPrefix().isEmpty()
                            ? ""
                            : asked.targetKeyPrefix() + "/";
            var request = CopyObjectRequest.builder()
                    .sourceBucket(target.bucket())
                    .sourceKey(target.key())
                    .sourceVersionId(target.version())
                    .destinationBucket(bucket)
                    .destinationKey(prefix + target.key())
                    .acl(asked.cannedAccessControlListAsString())
                    .storageClass(asked.storageClassAsString())
                    .websiteRedirectLocation(asked.redirectLocation())
                    .copySourceIfModifiedSince(asked.modifiedSinceConstraint())
                    .copySourceIfUnmodifiedSince(asked.unModifiedSinceConstraint())
                    .checksumAlgorithm(asked.checksumAlgorithmAsString())
                    .objectLockMode(asked.objectLockModeAsString())
                    .objectLockRetainUntilDate(asked.objectLockRetainUntilDate())
                    .objectLockLegalHoldStatus(asked.objectLockLegalHoldStatusAsString());
            if (asked.sseAwsKmsKeyId() != null) {
                request.serverSideEncryption("aws:kms")
                        .ssekmsKeyId(asked.sseAwsKmsKeyId())
                        .bucketKeyEnabled(asked.bucketKeyEnabled());
            }
            described(request, asked);
            s3.copyObject(request.build());
        };
    }

    private static void described(CopyObjectRequest.Builder request, S3CopyObjectOperation asked) {
        var metadata = asked.newObjectMetadata();
        if (metadata != null) {
            request.metadataDirective(MetadataDirective.REPLACE)
                    .metadata(metadata.userMetadata())
                    .contentType(metadata.contentType())
                    .contentEncoding(metadata.contentEncoding())
                    .contentLanguage(metadata.contentLanguage())
                    .contentDisposition(metadata.contentDisposition())
                    .cacheControl(metadata.cacheControl());
            if (asked.sseAwsKmsKeyId() == null && metadata.sseAlgorithm() != null) {
                request.serverSideEncryption(metadata.sseAlgorithmAsString().equals("KMS") ? "aws:kms" : "AES256");
            }
        } else if (asked.metadataDirective() != null) {
            request.metadataDirective(asked.metadataDirectiveAsString());
        }
        if (asked.hasNewObjectTagging()) {
            request.taggingDirective(TaggingDirective.REPLACE)
                    .tagging(asked.newObjectTagging().stream()
                            .map(tag -> encoded(tag.key()) + "=" + encoded(tag.value()))
                            .collect(Collectors.joining("&")));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
