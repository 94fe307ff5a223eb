package tarn.services.cloudtrail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import tarn.kernel.Arn;

/**
 * A trail as it is kept.
 *
 * @param home the region it was made in
 * @param prefix what the keys of its files begin with; null for nothing
 * @param global whether events of services without a region are delivered
 * @param everywhere whether events of all regions are
 * @param validated whether digests are written
 * @param key the KMS key of its files; null for the bucket's own encryption
 * @param logging whether it delivers
 * @param started when it last began to
 * @param stopped when it last ended to
 * @param basic its selectors in the older form
 * @param advanced its selectors in the newer form; one of the two is empty
 * @param logs the log group that gets its events too; null for none
 * @param topic the SNS topic that is told of new files; null for none
 */
record KeptTrail(
        String name,
        String home,
        String arn,
        String bucket,
        @Nullable String prefix,
        boolean global,
        boolean everywhere,
        boolean validated,
        @Nullable String key,
        Instant created,
        boolean logging,
        @Nullable Instant started,
        @Nullable Instant stopped,
        List<EventSelector> basic,
        List<AdvancedEventSelector> advanced,
        Map<String, String> tags,
        @Nullable LogsTarget logs,
        @Nullable Topic topic) {

    /**
     * A log group that events go to.
     *
     * @param group its ARN, as AWS writes it with {@code :*} at its end
     * @param role as which they are put there
     */
    record LogsTarget(String group, String role) {

        /** The group's name. */
        String name() {
            var resource = Arn.parse(group).map(Arn::resource).orElse(group);
            return resource.replaceFirst("^log-group:", "").replaceFirst(":\\*$", "");
        }
    }

    /** A topic as the trail was given it, by name or by ARN, and its ARN. */
    record Topic(String given, String arn) {}

    KeptTrail delivering(
            String toBucket,
            @Nullable String withPrefix,
            boolean globalToo,
            boolean allRegions,
            boolean digests,
            @Nullable String withKey) {
        return new KeptTrail(
                name,
                home,
                arn,
                toBucket,
                withPrefix,
                globalToo,
                allRegions,
                digests,
                withKey,
                created,
                logging,
                started,
                stopped,
                basic,
                advanced,
                tags,
                logs,
                topic);
    }

    KeptTrail logging(boolean on, Instant time) {
        return with(on, on ? time : started, on ? null : time, basic, advanced, tags, logs, topic);
    }

    KeptTrail selecting(List<EventSelector> older, List<AdvancedEventSelector> newer) {
        return with(logging, started, stopped, older, newer, tags, logs, topic);
    }

    KeptTrail tagged(Map<String, String> next) {
        return with(logging, started, stopped, basic, advanced, next, logs, topic);
    }

    /** The same that puts its events into a log group too, or no longer does. */
    KeptTrail logging(@Nullable LogsTarget next) {
        return with(logging, started, stopped, basic, advanced, tags, next, topic);
    }

    /** The same that tells a topic of its files, or no longer does. */
    KeptTrail telling(@Nullable Topic next) {
        return with(logging, started, stopped, basic, advanced, tags, logs, next);
    }

    private KeptTrail with(
            boolean isLogging,
            @Nullable Instant begun,
            @Nullable Instant ended,
            List<EventSelector> older,
            List<AdvancedEventSelector> newer,
            Map<String, String> labels,
            @Nullable LogsTarget group,
            @Nullable Topic told) {
        return new KeptTrail(
                name,
                home,
                arn,
                bucket,
                prefix,
                global,
                everywhere,
                validated,
                key,
                created,
                isLogging,
                begun,
                ended,
                older,
                newer,
                labels,
                group,
                told);
    }

    /** What the trail's topic was called by who gave it; null without one. */
    @Nullable
    String topicName() {
        return topic == null ? null : topic.given();
    }

    /** The ARN of the trail's topic; null without one. */
    @Nullable
    String topicArn() {
        return topic == null ? null : topic.arn();
    }

    /** Where the files of a kind begin: {@code CloudTrail} or {@code CloudTrail-Digest}. */
    String folder(String account, String kind) {
        return (prefix == null ? "" : prefix + "/") + "AWSLogs/" + account + "/" + kind + "/";
    }

    @SuppressWarnings("deprecation") // AWS answers the topic's name all the same, and Terraform reads it
    Trail shown() {
        return Trail.builder()
                .name(name)
                .s3BucketName(bucket)
                .s3KeyPrefix(prefix)
                .snsTopicName(topicName())
                .snsTopicARN(topicArn())
                .includeGlobalServiceEvents(global)
                .isMultiRegionTrail(everywhere)
                .homeRegion(home)
                .trailARN(arn)
                .logFileValidationEnabled(validated)
                .kmsKeyId(key)
                .cloudWatchLogsLogGroupArn(logs == null ? null : logs.group())
                .cloudWatchLogsRoleArn(logs == null ? null : logs.role())
                .hasCustomEventSelectors(!basic.isEmpty() || !advanced.isEmpty())
                .hasInsightSelectors(false)
                .isOrganizationTrail(false)
                .build();
    }
}
