package tarn.web;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Names that stand for buckets in requests: those of access points. S3 offers it to the gateway. */
public interface OtherNames {

    /**
     * What is meant by such a name.
     *
     * @param bucket the name of the bucket
     * @param point the ARN of the access point
     */
    record Meant(String bucket, String point) {}

    /**
     * What is meant; empty if the name is none of these.
     *
     * @param name what stands in the place of a bucket: an alias, or {@code name-account} as SDKs make it of an ARN
     * @throws AwsServiceException if the access point is not to be reached from where the request comes
     */
    Optional<Meant> meant(String name, String region);
}
