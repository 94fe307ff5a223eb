package tarn.services.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/**
 * Brings notices to their destinations, as {@code s3.amazonaws.com} for the bucket's sake.
 *
 * <p>One that is refused is tried again, too: a destination that is away or has lost its policy may come back. After a day
 * it is given up, and the log says so.
 */
final class Messenger implements Outbox.Receiver<Notice> {

    private static final System.Logger LOG = System.getLogger(Messenger.class.getName());
    private static final String SELF = "s3.amazonaws.com";
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofDays(1), 10_000);

    private final Platform platform;

    Messenger(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Patience patience(Notice notice) {
        return PATIENCE;
    }

    @Override
    public void deliver(Notice notice) {
        asSelf(notice, () -> tell(notice));
    }

    /* In the account and region of the destination. */
    private static void asSelf(Notice notice, Runnable work) {
        var arn = Arn.parse(notice.target()).orElseThrow();
        boolean bus = notice.kind() == Notice.Kind.BUS;
        var region = bus ? notice.region() : arn.region();
        var caller = Caller.service(notice.account(), region, SELF, "s3-" + notice.bucket())
                .of(bus ? notice.account() : arn.account());
        var cause = new Cause(notice.bucketArn(), notice.account());
        caller.run(() -> cause.call(() -> {
            work.run();
            return true;
        }));
    }

    private void tell(Notice notice) {
        var arn = Arn.parse(notice.target()).orElseThrow();
        switch (notice.kind()) {
            case QUEUE ->
                platform.client(SqsClient.class)
                        .sendMessage(m -> m.queueUrl("https://sqs." + arn.region() + ".amazonaws.com/" + arn.account()
                                        + "/" + arn.resource())
                                .messageBody(notice.text()));
            case TOPIC ->
                platform.client(SnsClient.class)
                        .publish(p -> p.topicArn(notice.target())
                                .subject("Amazon S3 Notification")
                                .message(notice.text()));
            case FUNCTION ->
                platform.client(LambdaClient.class)
                        .invoke(i -> i.functionName(notice.target())
                                .invocationType(InvocationType.EVENT)
                                .payload(SdkBytes.fromUtf8String(notice.text())));
            case BUS -> put(notice);
        }
    }

    private void put(Notice notice) {
        var answer = platform.client(EventBridgeClient.class)
                .putEvents(p -> p.entries(PutEventsRequestEntry.builder()
                        .source("aws.s3")
                        .detailType(notice.type())
                        .resources(notice.bucketArn())
                        .detail(notice.text())
                        .build()));
        if (answer.failedEntryCount() != null && answer.failedEntryCount() > 0) {
            throw new IllegalStateException("EventBridge refused an event of " + notice.bucket() + ": "
                    + answer.entries().getFirst().errorMessage());
        }
    }

    /** Whether a destination takes what it is told now; a function is only asked whether it would. */
    boolean takes(Notice test) {
        try {
            asSelf(test, () -> {
                if (test.kind() == Notice.Kind.FUNCTION) {
                    platform.client(LambdaClient.class)
                            .invoke(i -> i.functionName(test.target()).invocationType(InvocationType.DRY_RUN));
                } else {
                    tell(test);
                }
            });
            return true;
        } catch (AwsServiceException e) {
            return false;
        }
    }

    @Override
    public void givenUp(Notice notice, RuntimeException cause) {
        LOG.log(
                System.Logger.Level.ERROR,
                "An event of bucket " + notice.bucket() + " never reached " + notice.target() + ": "
                        + cause.getMessage());
    }
}
