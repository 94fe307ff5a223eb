package tarn.services.scheduler;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.Target;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.targets.DeadLetters;
import tarn.targets.Destinations;
import tarn.targets.Shipment;

/** The runs of schedules: when they begin, and their way to the target. */
final class Runs implements Outbox.Receiver<Runs.Run> {

    /** The kind of the timers; a timer's name is {@code group/schedule}, and neither holds a slash. */
    private static final String TIMER = "scheduler/schedule";

    private static final String PRINCIPAL = "scheduler.amazonaws.com";
    private static final int ATTEMPTS_MAX = 185;
    private static final Duration AGE_MAX = Duration.ofHours(24);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    /**
     * A run on its way.
     *
     * @param schedule the schedule's ARN
     * @param time the time of the schedule that it is for
     */
    record Run(String id, String schedule, Instant time, Target target, String input) {}

    private final Platform platform;
    private final Store<StoredSchedule> schedules;
    private final Destinations destinations;
    private final Outbox<Run> outbox;

    Runs(Platform platform) {
        this.platform = platform;
        this.schedules = platform.store("scheduler/schedules", Scope.REGION, Formats.record(StoredSchedule.class));
        this.destinations = new Destinations(platform);
        this.outbox = new Outbox<>(platform, "scheduler/runs", Formats.record(Run.class), this);
        platform.timers().on(TIMER, this::begin);
    }

    Store<StoredSchedule> schedules() {
        return schedules;
    }

    static Key key(String group, String name) {
        return Key.of(group, name);
    }

    /** Sets the timer of a schedule's next run, or cancels it; returns the schedule as it is to be kept. */
    StoredSchedule plan(Batch batch, StoredSchedule schedule, Instant after) {
        var next = schedule.isEnabled() ? schedule.after(after) : Optional.<Instant>empty();
        var timer = schedule.group() + "/" + schedule.name();
        if (next.isEmpty()) {
            platform.timers().cancel(batch, TIMER, timer);
        } else {
            platform.timers().set(batch, TIMER, timer, next.get().plus(delay(schedule)));
        }
        return schedule.next(next.orElse(null));
    }

    void cancel(Batch batch, StoredSchedule schedule) {
        platform.timers().cancel(batch, TIMER, schedule.group() + "/" + schedule.name());
    }

    /** Where in its window a run begins. */
    private Duration delay(StoredSchedule schedule) {
        if (schedule.windowMinutes() == 0) {
            return Duration.ZERO;
        }
        var bytes = platform.ids().bytes(Integer.BYTES);
        int random = ByteBuffer.wrap(bytes).getInt() & Integer.MAX_VALUE;
        return Duration.ofSeconds(random % (schedule.windowMinutes() * 60L));
    }

    private void begin(String timer, Instant due) {
        int slash = timer.indexOf('/');
        var key = key(timer.substring(0, slash), timer.substring(slash + 1));
        while (true) {
            var seen = schedules.entry(key);
            if (seen.isEmpty() || !seen.get().value().isEnabled()) {
                return;
            }
            var schedule = seen.get().value();
            var time = schedule.next();
            if (time == null || time.isAfter(due)) {
                return;
            }
            var now = platform.clock().instant();
            var batch = platform.batch();
            if (!time.plus(patience(schedule.target()).ageMax()).isBefore(now)) {
                outbox.add(batch, run(schedule, time));
            }
            var planned = plan(batch, schedule, now.isAfter(time) ? now : time);
            if (planned.next() == null && schedule.afterwards() == ActionAfterCompletion.DELETE) {
                batch.delete(schedules, seen.get());
            } else {
                batch.replace(schedules, seen.get(), planned);
            }
            if (batch.commit()) {
                return;
            }
        }
    }

    private Run run(StoredSchedule schedule, Instant time) {
        var id = platform.ids().uuid().toString();
        var input = schedule.target().input() == null ? "{}" : schedule.target().input();
        var filled = input.replace("<aws.scheduler.schedule-arn>", schedule.arn())
                .replace("<aws.scheduler.scheduled-time>", time.toString())
                .replace("<aws.scheduler.execution-id>", id);
        return new Run(id, schedule.arn(), time, schedule.target(), filled);
    }

    @Override
    public Patience patience(Run run) {
        return patience(run.target());
    }

    private static Patience patience(Target target) {
        var policy = target.retryPolicy();
        @Nullable Integer attempts = policy == null ? null : policy.maximumRetryAttempts();
        @Nullable Integer age = policy == null ? null : policy.maximumEventAgeInSeconds();
        return new Patience(
                FIRST_PAUSE,
                PAUSE_MAX,
                age == null ? AGE_MAX : Duration.ofSeconds(age),
                (attempts == null ? ATTEMPTS_MAX : attempts) + 1);
    }

    @Override
    public void deliver(Run run) {
        var arn = Arn.parse(run.target().arn()).orElseThrow();
        try {
            actor(run, arn).run(() -> {
                if (isBus(arn)) {
                    put(arn, run);
                } else {
                    destinations.of(arn).orElseThrow().deliver(arn, shipment(run));
                }
            });
        } catch (AwsServiceException e) {
            if (e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException()) {
                throw new UndeliverableException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private Caller actor(Run run, Arn target) {
        var region = target.region().isEmpty() ? Caller.current().region() : target.region();
        return platform.permissions()
                .as(run.target().roleArn(), PRINCIPAL, run.id())
                .in(region);
    }

    private static Shipment shipment(Run run) {
        var fifo = run.target().sqsParameters();
        var stream = run.target().kinesisParameters();
        return new Shipment(
                run.id(),
                run.input(),
                fifo == null ? null : fifo.messageGroupId(),
                stream == null ? null : stream.partitionKey());
    }

    private void put(Arn bus, Run run) {
        var parameters = run.target().eventBridgeParameters();
        var answer = platform.client(EventBridgeClient.class)
                .putEvents(p -> p.entries(PutEventsRequestEntry.builder()
                        .eventBusName(bus.toString())
                        .source(parameters.source())
                        .detailType(parameters.detailType())
                        .detail(run.input())
                        .build()));
        var entry = answer.entries().getFirst();
        if (entry.errorCode() != null) {
            throw new UndeliverableException(
                    entry.errorCode() + ": " + entry.errorMessage(), new IllegalStateException(entry.errorCode()));
        }
    }

    static boolean isBus(Arn arn) {
        return arn.service().equals("events") && arn.resource().startsWith("event-bus/");
    }

    /** Whether something serves a target. */
    boolean serves(Arn arn) {
        return isBus(arn)
                || (!arn.service().equals("logs") && destinations.of(arn).isPresent());
    }

    @Override
    public void givenUp(Run run, RuntimeException cause) {
        var config = run.target().deadLetterConfig();
        if (config == null || config.arn() == null) {
            return;
        }
        var queue = Arn.parse(config.arn()).orElseThrow();
        actor(run, queue)
                .run(() -> DeadLetters.send(
                        platform,
                        queue,
                        run.input(),
                        Map.of(
                                "ERROR_CODE", DeadLetters.code(cause, "InternalServerException"),
                                "ERROR_MESSAGE", String.valueOf(cause.getMessage()),
                                "EXECUTION_ID", run.id(),
                                "SCHEDULE_ARN", run.schedule(),
                                "TARGET_ARN", run.target().arn())));
    }
}
