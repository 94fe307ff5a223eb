package tarn.access;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An access point as it is kept: another name of a bucket.
 *
 * @param account whose it is, twelve digits
 * @param alias a name that stands wherever a bucket's may
 * @param vpc the only network it is reached from; null for the internet
 * @param policy who may do what through it; null if it has none
 */
public record AccessPoint(
        String name,
        String account,
        String region,
        String bucket,
        String alias,
        @Nullable String vpc,
        boolean blockPublicAcls,
        boolean ignorePublicAcls,
        boolean blockPublicPolicy,
        boolean restrictPublicBuckets,
        @Nullable String policy,
        Map<String, String> tags,
        Instant created) {

    /** Its ARN. */
    public String arn() {
        return "arn:aws:s3:" + region + ":" + account + ":accesspoint/" + name;
    }

    /** The same with another policy; null for none. */
    public AccessPoint withPolicy(@Nullable String next) {
        return new AccessPoint(
                name,
                account,
                region,
                bucket,
                alias,
                vpc,
                blockPublicAcls,
                ignorePublicAcls,
                blockPublicPolicy,
                restrictPublicBuckets,
                next,
                tags,
                created);
    }

    /** The same with other tags. */
    public AccessPoint withTags(Map<String, String> next) {
        return new AccessPoint(
                name,
                account,
                region,
                bucket,
                alias,
                vpc,
                blockPublicAcls,
                ignorePublicAcls,
                blockPublicPolicy,
                restrictPublicBuckets,
                policy,
                next,
                created);
    }
}
