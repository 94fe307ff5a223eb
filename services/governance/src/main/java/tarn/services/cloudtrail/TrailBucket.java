package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.bucketNotFound;
import static tarn.services.cloudtrail.CloudTrailFaults.bucketPolicyInsufficient;
import static tarn.services.cloudtrail.CloudTrailFaults.keyPolicyInsufficient;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/** Writing into a trail's bucket, as CloudTrail's service principal: its bucket policy must let that happen. */
final class TrailBucket {

    /** As whom CloudTrail works. */
    static final String PRINCIPAL = "cloudtrail.amazonaws.com";

    private final Platform platform;

    TrailBucket(Platform platform) {
        this.platform = platform;
    }

    /** CloudTrail itself, in a region of the current caller's account. */
    static Caller service(String region) {
        var caller = Caller.current();
        return Caller.service(caller.account(), region, PRINCIPAL, caller.requestId());
    }

    /** Tries to write, as AWS does, an empty object where the files will be, and tells why it cannot. */
    void check(KeptTrail trail) {
        try {
            put(trail, trail.folder(Caller.current().account(), "CloudTrail"), new byte[0], Map.of(), false);
        } catch (NoSuchBucketException e) {
            throw bucketNotFound(trail.bucket());
        } catch (S3Exception e) {
            var code = code(e);
            if (code.equals("NoSuchBucket")) {
                throw bucketNotFound(trail.bucket());
            }
            if (trail.key() != null && code.startsWith("KMS.")) {
                throw keyPolicyInsufficient("Insufficient permissions to access S3 bucket " + trail.bucket()
                        + " or KMS key " + trail.key() + ".");
            }
            throw bucketPolicyInsufficient(trail.bucket());
        }
    }

    /** What a service calls its fault. */
    static String code(AwsServiceException fault) {
        var details = fault.awsErrorDetails();
        return details == null || details.errorCode() == null
                ? fault.getClass().getSimpleName().replaceFirst("Exception$", "")
                : details.errorCode();
    }

    /** Writes a file. */
    void put(KeptTrail trail, String key, byte[] bytes, Map<String, String> metadata, boolean gzip) {
        @Nullable String kms = trail.key();
        var request = PutObjectRequest.builder()
                .bucket(trail.bucket())
                .key(key)
                .contentType("application/json")
                .contentEncoding(gzip ? "gzip" : null)
                .metadata(metadata)
                .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
        if (kms != null) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(kms);
        }
        var cause = new Cause(trail.arn(), Caller.current().account());
        cause.call(() -> service(trail.home())
                .call(() -> platform.client(S3Client.class).putObject(request.build(), RequestBody.fromBytes(bytes))));
    }
}
