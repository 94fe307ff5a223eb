package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badTopicName;
import static tarn.services.cloudtrail.CloudTrailFaults.topicUnusable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sns.SnsClient;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Telling a topic of each file that was delivered, as CloudTrail's service principal: the topic's policy must let that
 * happen. A notice is kept with the file's delivery and tried for an hour.
 *
 * <p>Source: "Configuring Amazon SNS notifications for CloudTrail" in CloudTrail's user guide.
 */
final class TrailTopic implements Outbox.Receiver<TrailTopic.Notice> {

    /** The file that somebody is to be told of. */
    record Notice(String trail, String topic, String bucket, String key) {

        static final Format<Notice> FORMAT = Formats.record(Notice.class);
    }

    /**
     * How the notices of a trail fare.
     *
     * @param attempted when one was last tried; null before the first
     * @param succeeded when one last arrived; null before that
     * @param error the code of what went wrong at the last try; null if nothing did
     */
    record Fared(
            @Nullable Instant attempted,
            @Nullable Instant succeeded,
            @Nullable String error) {

        static final Format<Fared> FORMAT = Formats.record(Fared.class);
    }

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(1), 100);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}(\\.fifo)?");

    private final Platform platform;
    private final Outbox<Notice> outbox;
    private final Store<Fared> fared;

    TrailTopic(Platform platform) {
        this.platform = platform;
        this.outbox = new Outbox<>(platform, "cloudtrail/notices", Notice.FORMAT, this);
        this.fared = platform.store("cloudtrail/notices-fared", Scope.ACCOUNT, Fared.FORMAT);
    }

    /** The topic that a request names, told that it was named; null for none. Refuses one that cannot be told. */
    KeptTrail.@Nullable Topic named(@Nullable String nameOrArn, KeptTrail trail) {
        if (nameOrArn == null || nameOrArn.isEmpty()) {
            return null;
        }
        var topic = new KeptTrail.Topic(nameOrArn, arn(nameOrArn, trail));
        try {
            publish(trail.arn(), topic.arn(), "CloudTrail validation message.");
        } catch (AwsServiceException e) {
            throw topicUnusable();
        }
        return topic;
    }

    private static String arn(String nameOrArn, KeptTrail trail) {
        if (!nameOrArn.startsWith("arn:")) {
            if (!NAME.matcher(nameOrArn).matches()) {
                throw badTopicName();
            }
            return Caller.current().in(trail.home()).arn("sns", nameOrArn).toString();
        }
        return Arn.parse(nameOrArn)
                .filter(arn -> arn.service().equals("sns")
                        && NAME.matcher(arn.resource()).matches())
                .orElseThrow(CloudTrailFaults::badTopicName)
                .toString();
    }

    /** Has a trail's topic, if it has one, told of a file. */
    void tell(Batch batch, KeptTrail trail, String key) {
        var topic = trail.topicArn();
        if (topic != null) {
            TrailBucket.service(trail.home())
                    .run(() -> outbox.add(batch, new Notice(trail.arn(), topic, trail.bucket(), key)));
        }
    }

    /** How the notices of a trail fare. */
    Fared fared(KeptTrail trail) {
        return fared.get(Key.of(trail.arn())).orElseGet(() -> new Fared(null, null, null));
    }

    /** Forgets how they fared. */
    void forget(Batch batch, KeptTrail trail) {
        batch.delete(fared, Key.of(trail.arn()));
    }

    @Override
    public Patience patience(Notice notice) {
        return PATIENCE;
    }

    @Override
    public void deliver(Notice notice) {
        var message = JsonNodeFactory.instance.objectNode().put("s3Bucket", notice.bucket());
        message.putArray("s3ObjectKey").add(notice.key());
        var now = platform.clock().instant();
        try {
            publish(notice.trail(), notice.topic(), message.toString());
        } catch (AwsServiceException e) {
            var before = fared.get(Key.of(notice.trail()));
            fared.put(
                    Key.of(notice.trail()),
                    new Fared(now, before.map(Fared::succeeded).orElse(null), TrailBucket.code(e)));
            throw e;
        }
        fared.put(Key.of(notice.trail()), new Fared(now, now, null));
    }

    @Override
    public void givenUp(Notice notice, RuntimeException cause) {
        // The trail's status says so; the file lies in its bucket all the same.
    }

    private void publish(String trail, String topic, String message) {
        var region = Arn.parse(topic).map(Arn::region).orElseThrow();
        var cause = new Cause(trail, Caller.current().account());
        cause.call(() -> TrailBucket.service(region)
                .call(() -> platform.client(SnsClient.class)
                        .publish(b -> b.topicArn(topic).message(message))));
    }
}
