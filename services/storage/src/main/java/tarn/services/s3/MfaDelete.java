package tarn.services.s3;

import static tarn.services.s3.S3Faults.mfaMissing;
import static tarn.services.s3.S3Faults.notTheOwner;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.SecondFactor;

/**
 * The second lock on versions: a code of a device, in {@code x-amz-mfa}, from the root user of the bucket's owner.
 *
 * <p>AWS takes codes of the root user's device only, which nothing but its console can enable; here any virtual device
 * will do that is enabled for a user of the owner's account. A code is taken once.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html">MFA
 *     delete</a>
 */
final class MfaDelete {

    private final Platform platform;

    MfaDelete(Platform platform) {
        this.platform = platform;
    }

    /**
     * Refuses whoever has no right code.
     *
     * @param given the device's ARN and the code, with a space between; null if nothing was given
     */
    void check(OwnedBucket bucket, @Nullable String given) {
        if (given == null) {
            throw mfaMissing();
        }
        if (!Caller.current().principal().equals("arn:aws:iam::" + bucket.owner() + ":root")) {
            throw notTheOwner();
        }
        var parts = given.strip().split(" +", 2);
        var owner = Caller.service(bucket.owner(), bucket.region(), "s3.amazonaws.com", "mfa-delete");
        boolean right = parts.length == 2
                && owner.call(() -> platform.offer(IamClient.class, SecondFactor.class)
                        .map(factor -> factor.takes(parts[0], parts[1]))
                        .orElse(false));
        if (!right) {
            throw mfaMissing();
        }
    }
}
