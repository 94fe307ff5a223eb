package tarn.services.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ActionsSuppressedBy;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;

/**
 * Brings alarms into the states they ought to be in: those of metrics by a durable timer each, every minute or every period
 * of less; those of alarms as soon as one of them changes.
 */
final class Evaluating {

    private static final String LOOK = "cloudwatch/alarm";
    private static final String SUPPRESSED = "cloudwatch/suppressed";
    private static final int DEPTH_MAX = 10;

    private final Platform platform;
    private final AlarmBook book;
    private final Watching watching;
    private final Actions actions;

    Evaluating(Platform platform, AlarmBook book, Points points) {
        this.platform = platform;
        this.book = book;
        this.watching = new Watching(points);
        this.actions = new Actions(platform, book);
        platform.timers().on(LOOK, (name, _) -> look(name));
        platform.timers().on(SUPPRESSED, (name, _) -> released(name));
    }

    /** Has an alarm of metrics looked at from now on. */
    void begin(Batch batch, KeptAlarm alarm) {
        var metric = alarm.metric();
        if (metric != null) {
            var interval = Duration.ofSeconds(Watching.intervalSeconds(metric));
            platform.timers()
                    .set(batch, LOOK, alarm.name(), platform.clock().instant().plus(interval));
        }
    }

    void end(Batch batch, String name) {
        platform.timers().cancel(batch, LOOK, name);
        platform.timers().cancel(batch, SUPPRESSED, name);
    }

    private void look(String name) {
        var seen = book.entry(name);
        var metric = seen.map(Entry::value).map(KeptAlarm::metric).orElse(null);
        if (metric == null) {
            return;
        }
        var finding = watching.look(metric, platform.clock().instant());
        var batch = platform.batch();
        begin(batch, seen.get().value());
        batch.commit();
        if (finding.state() != null && finding.state() != seen.get().value().state()) {
            change(name, finding.state(), finding.reason(), finding.reasonData(), 0);
        }
    }

    /** Brings an alarm into a state, takes the actions of it, and looks at the alarms that follow it. */
    void change(String name, StateValue state, String reason, @Nullable String reasonData, int depth) {
        while (true) {
            var seen = book.entry(name);
            if (seen.isEmpty()) {
                return;
            }
            var before = seen.get().value();
            var after = before.in(state, reason, reasonData, platform.clock().instant());
            boolean isOther = before.state() != state;
            var batch = platform.batch();
            if (isOther) {
                note(batch, before, after);
                actions.tell(batch, before, after);
                after = acted(batch, before, after);
            }
            batch.replace(book.store(), seen.get(), after);
            if (batch.commit()) {
                if (isOther && depth < DEPTH_MAX) {
                    followers(name, depth + 1);
                    suppressing(name, state);
                }
                return;
            }
        }
    }

    private void note(Batch batch, KeptAlarm before, KeptAlarm after) {
        var data = JsonNodeFactory.instance.objectNode().put("version", "1.0");
        data.set("oldState", state(before));
        data.set("newState", state(after));
        book.note(
                batch,
                after,
                HistoryItemType.STATE_UPDATE,
                "Alarm updated from " + before.state() + " to " + after.state(),
                data.toString());
    }

    private static ObjectNode state(KeptAlarm alarm) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("stateValue", alarm.state().toString())
                .put("stateReason", alarm.reason());
    }

    /** Takes the actions of a new state, or holds them back. */
    private KeptAlarm acted(Batch batch, KeptAlarm before, KeptAlarm after) {
        if (!after.acts()) {
            return after;
        }
        var composite = after.composite();
        if (composite == null || composite.actionsSuppressor() == null) {
            actions.take(batch, before, after);
            return after;
        }
        if (isSuppressing(composite)) {
            return suppressedBy(after, ActionsSuppressedBy.ALARM)
                    .heldBack(after.state().toString(), null);
        }
        int wait = composite.actionsSuppressorWaitPeriod() == null ? 0 : composite.actionsSuppressorWaitPeriod();
        var until = platform.clock().instant().plusSeconds(wait);
        platform.timers().set(batch, SUPPRESSED, after.name(), until);
        return suppressedBy(after, ActionsSuppressedBy.WAIT_PERIOD)
                .heldBack(after.state().toString(), until);
    }

    private static KeptAlarm suppressedBy(KeptAlarm alarm, @Nullable ActionsSuppressedBy by) {
        var composite = alarm.composite();
        if (composite == null) {
            return alarm;
        }
        var next = composite.toBuilder().actionsSuppressedBy(by).build();
        return new KeptAlarm(null, next, alarm.tags(), alarm.suppressed(), alarm.suppressedUntil());
    }

    private boolean isSuppressing(CompositeAlarm alarm) {
        return book.find(alarm.actionsSuppressor())
                .filter(suppressor -> suppressor.state() == StateValue.ALARM)
                .isPresent();
    }

    /** A wait is over: actions that were held back are taken, unless the suppressor holds them now. */
    private void released(String name) {
        while (true) {
            var seen = book.entry(name);
            var composite = seen.map(Entry::value).map(KeptAlarm::composite).orElse(null);
            if (composite == null || seen.get().value().suppressed() == null) {
                return;
            }
            var alarm = seen.get().value();
            var batch = platform.batch();
            KeptAlarm next;
            if (isSuppressing(composite)) {
                next = suppressedBy(alarm, ActionsSuppressedBy.ALARM).heldBack(alarm.suppressed(), null);
            } else {
                next = suppressedBy(alarm, null).heldBack(null, null);
                if (alarm.state().toString().equals(alarm.suppressed())) {
                    actions.take(batch, alarm, next);
                }
            }
            if (batch.replace(book.store(), seen.get(), next).commit()) {
                return;
            }
        }
    }

    /** A suppressor that ends its alarm lets go of what it held, after the extension period. */
    private void suppressing(String name, StateValue state) {
        if (state == StateValue.ALARM) {
            return;
        }
        for (var alarm : book.all()) {
            var composite = alarm.composite();
            if (composite != null
                    && alarm.suppressed() != null
                    && composite.actionsSuppressor() != null
                    && AlarmBook.nameOf(composite.actionsSuppressor()).equals(name)) {
                int more = composite.actionsSuppressorExtensionPeriod() == null
                        ? 0
                        : composite.actionsSuppressorExtensionPeriod();
                var batch = platform.batch();
                platform.timers()
                        .set(
                                batch,
                                SUPPRESSED,
                                alarm.name(),
                                platform.clock().instant().plusSeconds(more));
                batch.commit();
            }
        }
    }

    private void followers(String name, int depth) {
        for (var alarm : book.all()) {
            var composite = alarm.composite();
            if (composite != null) {
                var rule = AlarmRule.of(composite.alarmRule());
                if (rule.isPresent()
                        && AlarmRule.alarms(rule.get()).stream()
                                .anyMatch(each -> AlarmBook.nameOf(each).equals(name))) {
                    evaluate(alarm, rule.get(), "alarm " + name, depth);
                }
            }
        }
    }

    /** Brings an alarm of alarms into the state that its rule says. */
    void evaluate(KeptAlarm alarm, AlarmRule rule, String cause, int depth) {
        boolean isAlarm =
                rule.holds(each -> book.find(each).map(KeptAlarm::state).orElse(StateValue.INSUFFICIENT_DATA));
        var state = isAlarm ? StateValue.ALARM : StateValue.OK;
        if (state != alarm.state()) {
            change(
                    alarm.name(),
                    state,
                    alarm.arn() + " transitioned to " + state + " as its rule was evaluated at "
                            + platform.clock().instant() + " because of " + cause,
                    null,
                    depth);
        }
    }

    /** The alarms of alarms that watch one of a name. */
    boolean isWatched(String name) {
        return book.all().stream()
                .map(KeptAlarm::composite)
                .filter(java.util.Objects::nonNull)
                .filter(composite -> !composite.alarmName().equals(name))
                .flatMap(composite -> AlarmRule.of(composite.alarmRule()).stream())
                .anyMatch(rule -> AlarmRule.alarms(rule).stream()
                        .anyMatch(each -> AlarmBook.nameOf(each).equals(name)));
    }
}
