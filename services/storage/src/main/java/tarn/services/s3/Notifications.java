package tarn.services.s3;

import static tarn.services.s3.SettingFaults.invalidDestination;

import java.util.ArrayList;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import tarn.kernel.Part;

/**
 * Whom a bucket tells of its events: nobody, as long as nothing is there that could be told.
 *
 * <p>A configuration that names a queue, a topic, a function or EventBridge is refused as AWS refuses a destination that
 * does not exist, also if the caller asks not to have it validated: it would be told of nothing. What is kept is the
 * configuration as AWS has it, so that delivery can be added beside it.
 */
final class Notifications implements S3Client, Part {

    private final Holdings holdings;
    private final Configurations<NotificationConfiguration> kept;

    Notifications(Holdings holdings, Configurations<NotificationConfiguration> kept) {
        this.holdings = holdings;
        this.kept = kept;
    }

    @Override
    public PutBucketNotificationConfigurationResponse putBucketNotificationConfiguration(
            PutBucketNotificationConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var next = request.notificationConfiguration();
        var destinations = new ArrayList<String>();
        Stream.of(
                        next.queueConfigurations().stream().map(queue -> queue.queueArn()),
                        next.topicConfigurations().stream().map(topic -> topic.topicArn()),
                        next.lambdaFunctionConfigurations().stream().map(function -> function.lambdaFunctionArn()))
                .flatMap(arns -> arns)
                .map(String::valueOf)
                .forEach(destinations::add);
        if (next.eventBridgeConfiguration() != null) {
            destinations.add("EventBridge");
        }
        if (!destinations.isEmpty()) {
            throw invalidDestination(destinations);
        }
        kept.delete(request.bucket());
        return PutBucketNotificationConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
            GetBucketNotificationConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var answer = GetBucketNotificationConfigurationResponse.builder();
        kept.find(request.bucket())
                .ifPresent(configuration -> answer.queueConfigurations(configuration.queueConfigurations())
                        .topicConfigurations(configuration.topicConfigurations())
                        .lambdaFunctionConfigurations(configuration.lambdaFunctionConfigurations())
                        .eventBridgeConfiguration(configuration.eventBridgeConfiguration()));
        return answer.build();
    }
}
