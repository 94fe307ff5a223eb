package tarn.services.s3;

import static tarn.services.s3.SettingFaults.invalidDestination;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import tarn.kernel.Ids;
import tarn.kernel.Part;

/**
 * Whom a bucket tells of its events.
 *
 * <p>Each new destination is sent S3's test event (a function is only asked whether S3 may call it) before the configuration is kept;
 * one that does not exist or whose policy does not admit S3 is refused, unless the caller asks not to have it validated.
 */
final class Notifications implements S3Client, Part {

    private final Holdings holdings;
    private final Ids ids;

    Notifications(Holdings holdings, Ids ids) {
        this.holdings = holdings;
        this.ids = ids;
    }

    @Override
    public PutBucketNotificationConfigurationResponse putBucketNotificationConfiguration(
            PutBucketNotificationConfigurationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configurations = holdings.notices().configurations();
        var next = named(request.notificationConfiguration());
        var rules = NoticeRules.of(next);
        NoticeRules.check(rules);
        if (rules.isEmpty() && next.eventBridgeConfiguration() == null) {
            configurations.delete(bucket.name());
            return PutBucketNotificationConfigurationResponse.builder().build();
        }
        if (!Boolean.TRUE.equals(request.skipDestinationValidation())) {
            validate(bucket, rules);
        }
        configurations.put(bucket.name(), next);
        return PutBucketNotificationConfigurationResponse.builder().build();
    }

    private void validate(OwnedBucket bucket, List<NoticeRules> rules) {
        var refused = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var rule : rules) {
            if (!seen.add(rule.target())) {
                continue;
            }
            var test = Notices.notice(
                    rule.kind(), rule.target(), NoticeText.test(bucket.name(), holdings.now()), bucket, "");
            if (!holdings.notices().messenger().takes(test)) {
                refused.add(rule.target());
            }
        }
        if (!refused.isEmpty()) {
            throw invalidDestination(refused);
        }
    }

    /** The same, where every configuration has an id. */
    private NotificationConfiguration named(NotificationConfiguration asked) {
        return asked.toBuilder()
                .queueConfigurations(asked.queueConfigurations().stream()
                        .map(queue -> queue.id() != null
                                ? queue
                                : queue.toBuilder().id(id()).build())
                        .toList())
                .topicConfigurations(asked.topicConfigurations().stream()
                        .map(topic -> topic.id() != null
                                ? topic
                                : topic.toBuilder().id(id()).build())
                        .toList())
                .lambdaFunctionConfigurations(asked.lambdaFunctionConfigurations().stream()
                        .map(function -> function.id() != null
                                ? function
                                : function.toBuilder().id(id()).build())
                        .toList())
                .build();
    }

    private String id() {
        return ids.uuid().toString();
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
            GetBucketNotificationConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var answer = GetBucketNotificationConfigurationResponse.builder();
        holdings.notices()
                .configurations()
                .find(request.bucket())
                .ifPresent(configuration -> answer.queueConfigurations(configuration.queueConfigurations())
                        .topicConfigurations(configuration.topicConfigurations())
                        .lambdaFunctionConfigurations(configuration.lambdaFunctionConfigurations())
                        .eventBridgeConfiguration(configuration.eventBridgeConfiguration()));
        return answer.build();
    }
}
