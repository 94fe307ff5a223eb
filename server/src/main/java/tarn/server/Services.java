package tarn.server;

import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.kernel.LocalPlatform;
import tarn.services.applicationautoscaling.AutoScaling;
import tarn.services.athena.Athena;
import tarn.services.cloudtrail.CloudTrail;
import tarn.services.cloudwatch.CloudWatch;
import tarn.services.cloudwatchlogs.CloudWatchLogs;
import tarn.services.dynamodb.DynamoDb;
import tarn.services.eventbridge.EventBridge;
import tarn.services.firehose.Firehose;
import tarn.services.glue.Glue;
import tarn.services.iam.Iam;
import tarn.services.kinesis.Kinesis;
import tarn.services.kms.Kms;
import tarn.services.lambda.Lambda;
import tarn.services.s3.S3;
import tarn.services.s3control.S3Control;
import tarn.services.scheduler.Scheduler;
import tarn.services.secretsmanager.SecretsManager;
import tarn.services.sns.Sns;
import tarn.services.sqs.Sqs;
import tarn.services.ssm.Ssm;
import tarn.services.sts.Sts;

/** The table of contents: every service that Tarn carries, one line each. A service is assembled on its first request. */
final class Services {

    static void on(LocalPlatform platform) {
        on(platform, Duration.ofDays(1), S3.BUCKET_QUOTA, Duration.ofMinutes(5), true, () -> "http://127.0.0.1:4566");
    }

    /**
     * @param lifecycleInterval how often the rules of S3's life cycles are carried out
     * @param bucketQuota how many buckets of S3 an account may have
     * @param trailInterval how often CloudTrail's trails deliver their files
     * @param throttled whether DynamoDB turns requests away that come faster than its tables' capacity allows
     * @param endpoint where functions reach this Tarn
     */
    static void on(
            LocalPlatform platform,
            Duration lifecycleInterval,
            int bucketQuota,
            Duration trailInterval,
            boolean throttled,
            Supplier<String> endpoint) {
        platform.services()
                .add(GlueClient.class, () -> Glue.on(platform))
                .add(S3Client.class, () -> S3.on(platform, lifecycleInterval, bucketQuota))
                .add(S3ControlClient.class, () -> S3Control.on(platform))
                .add(AthenaClient.class, () -> Athena.on(platform))
                .add(StsClient.class, () -> Sts.on(platform))
                .add(CloudTrailClient.class, () -> CloudTrail.on(platform, trailInterval))
                .add(ApplicationAutoScalingClient.class, () -> AutoScaling.on(platform))
                .add(CloudWatchClient.class, () -> CloudWatch.on(platform))
                .add(CloudWatchLogsClient.class, () -> CloudWatchLogs.on(platform))
                .add(IamClient.class, () -> Iam.on(platform))
                .add(KinesisClient.class, () -> Kinesis.on(platform))
                .add(FirehoseClient.class, () -> Firehose.on(platform))
                .add(KmsClient.class, () -> Kms.on(platform))
                .add(LambdaClient.class, () -> Lambda.on(platform, endpoint))
                .add(SecretsManagerClient.class, () -> SecretsManager.on(platform))
                .add(SsmClient.class, () -> Ssm.on(platform))
                .add(DynamoDbClient.class, () -> DynamoDb.on(platform, throttled))
                .add(DynamoDbStreamsClient.class, () -> DynamoDb.streams(platform))
                .add(SqsClient.class, () -> Sqs.on(platform))
                .add(EventBridgeClient.class, () -> EventBridge.on(platform))
                .add(SchedulerClient.class, () -> Scheduler.on(platform))
                .add(SnsClient.class, () -> Sns.on(platform));
        platform.background().onReady(() -> takeUp(platform));
    }

    /** Assembles at once what has to put things right after a kill. */
    private static void takeUp(LocalPlatform platform) {
        if (Athena.wasInterrupted(platform)) {
            platform.services().service(AthenaClient.class);
        }
    }

    private Services() {}
}
