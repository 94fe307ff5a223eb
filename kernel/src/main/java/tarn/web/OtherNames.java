package tarn.web;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Names that stand for buckets in requests: those of access points. S3 offers it to the gateway. */
public interface OtherNames {

    /**
     * The bucket that is meant; empty if the name is none of these.
     *
     * @param name what stands in the place of a bucket: an alias, or {@code name-account} as SDKs make it of an ARN
     * @param enforced whether policies are enforced
     * @throws AwsServiceException if there is a policy in the way that nobody can evaluate
     */
    Optional<String> bucket(String name, String region, boolean enforced);
}
