package tarn.services.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The alarms of the caller's account and region, and what happened to them in the last thirty days. */
final class AlarmBook {

    private static final Duration HISTORY = Duration.ofDays(30);

    private final Platform platform;
    private final Store<KeptAlarm> alarms;
    private final Store<AlarmHistoryItem> history;
    private final AtomicLong latest = new AtomicLong();

    AlarmBook(Platform platform) {
        this.platform = platform;
        this.alarms = platform.store("cloudwatch/alarms", Scope.REGION, KeptAlarm.FORMAT);
        this.history = platform.store("cloudwatch/history", Scope.REGION, Formats.record(AlarmHistoryItem.class));
    }

    Store<KeptAlarm> store() {
        return alarms;
    }

    Optional<Entry<KeptAlarm>> entry(String name) {
        return alarms.entry(Key.of(name));
    }

    /** The alarm of a name or an ARN. */
    Optional<KeptAlarm> find(String reference) {
        return alarms.get(Key.of(nameOf(reference)));
    }

    static String nameOf(String reference) {
        return Arn.parse(reference)
                .filter(arn ->
                        arn.service().equals("cloudwatch") && arn.resource().startsWith("alarm:"))
                .map(arn -> arn.resource().substring("alarm:".length()))
                .orElse(reference);
    }

    List<KeptAlarm> all() {
        var found = new ArrayList<KeptAlarm>();
        alarms.scan(Range.all()).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** Notes what happened to an alarm. */
    void note(Batch batch, KeptAlarm alarm, HistoryItemType type, String summary, String data) {
        var now = platform.clock().instant();
        long number = latest.updateAndGet(before -> Math.max(before + 1, now.toEpochMilli() * 1000));
        batch.put(
                history,
                Key.of().with(number).with(alarm.name()),
                AlarmHistoryItem.builder()
                        .alarmName(alarm.name())
                        .alarmType(alarm.type())
                        .timestamp(now)
                        .historyItemType(type)
                        .historySummary(summary)
                        .historyData(data)
                        .build());
        for (var old : history.list(Range.all(), 2)) {
            if (old.value().timestamp().isBefore(now.minus(HISTORY))) {
                batch.delete(history, old.key());
            }
        }
    }

    /** What happened, oldest first. */
    List<AlarmHistoryItem> history() {
        var oldest = platform.clock().instant().minus(HISTORY);
        var found = new ArrayList<AlarmHistoryItem>();
        for (var entry : history.scan(Range.all().from(Key.of().with(oldest.toEpochMilli() * 1000)))) {
            found.add(entry.value());
        }
        return found;
    }

    /** Which alarm it is, as history data tell. */
    static String data(KeptAlarm alarm, String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", "1.0")
                .put("type", type)
                .put("alarmArn", alarm.arn())
                .toString();
    }
}
