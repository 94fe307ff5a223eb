package tarn.services.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import tarn.delivery.Outbox;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * What happens to objects, for whoever wants to be told: a notice for each destination is kept in the batch of what
 * happened, and delivered behind its back ({@link Outbox}), at least once.
 */
final class Notices {

    private static final int REMEMBERED_MAX = 4_096;

    private final Platform platform;
    private final Holdings holdings;
    private final Configurations<NotificationConfiguration> configurations;
    private final Messenger messenger;
    private volatile @Nullable Outbox<Notice> outbox;
    private final Map<NotificationConfiguration, List<NoticeRules>> rules = new ConcurrentHashMap<>();

    Notices(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        this.configurations =
                new Configurations<>(holdings, "notifications", Formats.record(NotificationConfiguration.class));
        this.messenger = new Messenger(platform);
    }

    /** Begins to deliver, also what a restart has cut off. Once for a platform. */
    void begin() {
        outbox = new Outbox<>(platform, "s3/notices", Formats.record(Notice.class), messenger);
    }

    private Outbox<Notice> outbox() {
        var begun = outbox;
        if (begun == null) {
            throw new IllegalStateException("Nobody has begun to deliver notices");
        }
        return begun;
    }

    Configurations<NotificationConfiguration> configurations() {
        return configurations;
    }

    Messenger messenger() {
        return messenger;
    }

    /** Has a batch keep what is to be told of an event. */
    void add(Batch batch, OwnedBucket bucket, String key, Version version, Happening happening) {
        add(batch, bucket, key, version, happening, null);
    }

    /** The same, with what there is to say of a replication. */
    void add(
            Batch batch,
            OwnedBucket bucket,
            String key,
            Version version,
            Happening happening,
            NoticeText.@Nullable OfReplication replication) {
        var configuration = configurations.find(bucket.name());
        if (configuration.isEmpty()) {
            return;
        }
        var text =
                new NoticeText(bucket, key, version, happening, platform.clock().instant(), replication);
        var told = new HashMap<String, NoticeRules>();
        for (var rule : rules(configuration.get())) {
            if (rule.wants(happening, key) && told.putIfAbsent(rule.target(), rule) == null) {
                outbox().add(batch, notice(rule.kind(), rule.target(), text.record(rule.id()), bucket, ""));
            }
        }
        if (configuration.get().eventBridgeConfiguration() != null
                && !happening.detailType().isEmpty()) {
            var target = "arn:aws:s3:::" + bucket.name();
            outbox().add(batch, notice(Notice.Kind.BUS, target, text.detail(), bucket, happening.detailType()));
        }
    }

    /** Has a batch keep what is to be told of a change of what is said about an object. */
    void changed(Batch batch, String bucket, String key, StoredObject before, StoredObject after) {
        var happening = !before.tags().equals(after.tags())
                ? (after.tags().isEmpty() ? Happening.UNTAG : Happening.TAG)
                : before.restoration() == null && after.restoration() != null ? Happening.RESTORE : null;
        if (happening != null) {
            holdings.buckets().get(Key.of(bucket)).ifPresent(owned -> add(batch, owned, key, after, happening));
        }
    }

    private List<NoticeRules> rules(NotificationConfiguration configuration) {
        if (rules.size() >= REMEMBERED_MAX) {
            rules.clear();
        }
        return rules.computeIfAbsent(configuration, NoticeRules::of);
    }

    static Notice notice(Notice.Kind kind, String target, String text, OwnedBucket bucket, String type) {
        return new Notice(kind, target, text, bucket.name(), bucket.owner(), bucket.region(), type);
    }
}
