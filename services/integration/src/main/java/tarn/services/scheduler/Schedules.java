package tarn.services.scheduler;

import static tarn.services.scheduler.SchedulerFaults.invalid;
import static tarn.services.scheduler.SchedulerFaults.scheduleExists;
import static tarn.services.scheduler.SchedulerFaults.scheduleNotFound;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.schedule.At;
import tarn.schedule.Schedule;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Making, changing and taking away schedules. */
final class Schedules implements SchedulerClient, Part {

    private final Platform platform;
    private final Groups groups;
    private final Runs runs;
    private final Pages pages;

    Schedules(Platform platform, Groups groups, Runs runs, Pages pages) {
        this.platform = platform;
        this.groups = groups;
        this.runs = runs;
        this.pages = pages;
    }

    @Override
    public CreateScheduleResponse createSchedule(CreateScheduleRequest request) {
        var group = groups.named(request.groupName()).name();
        refuse(request.kmsKeyArn());
        var now = platform.clock().instant();
        var wanted = new StoredSchedule(
                group,
                request.name(),
                Caller.current()
                        .arn("scheduler", "schedule/" + group + "/" + request.name())
                        .toString(),
                request.scheduleExpression(),
                zone(request.scheduleExpressionTimezone()),
                request.startDate(),
                request.endDate(),
                window(request.flexibleTimeWindow()),
                request.state() == null ? ScheduleState.ENABLED : request.state(),
                request.description(),
                checked(request.target()),
                request.actionAfterCompletion() == null ? ActionAfterCompletion.NONE : request.actionAfterCompletion(),
                now,
                now,
                null);
        check(wanted, now);
        var batch = platform.batch();
        groups.expect(batch, group);
        batch.insert(runs.schedules(), Runs.key(group, wanted.name()), runs.plan(batch, wanted, before(wanted, now)));
        if (!batch.commit()) {
            groups.named(group);
            throw scheduleExists(wanted.name());
        }
        return CreateScheduleResponse.builder().scheduleArn(wanted.arn()).build();
    }

    private static void refuse(@Nullable String key) {
        if (key != null && !key.isEmpty()) {
            throw invalid("Tarn does not encrypt schedules under a key of KMS");
        }
    }

    /** A rate without a start runs as soon as it is made. */
    private static Instant before(StoredSchedule schedule, Instant now) {
        return schedule.expression().startsWith("rate(") && schedule.start() == null ? now.minusNanos(1) : now;
    }

    @Override
    public UpdateScheduleResponse updateSchedule(UpdateScheduleRequest request) {
        var group = groups.named(request.groupName()).name();
        var target = checked(request.target());
        refuse(request.kmsKeyArn());
        while (true) {
            var seen = entry(group, request.name());
            var known = seen.value();
            var now = platform.clock().instant();
            var wanted = new StoredSchedule(
                    group,
                    known.name(),
                    known.arn(),
                    request.scheduleExpression(),
                    zone(request.scheduleExpressionTimezone()),
                    request.startDate(),
                    request.endDate(),
                    window(request.flexibleTimeWindow()),
                    request.state() == null ? ScheduleState.ENABLED : request.state(),
                    request.description(),
                    target,
                    request.actionAfterCompletion() == null
                            ? ActionAfterCompletion.NONE
                            : request.actionAfterCompletion(),
                    known.created(),
                    now,
                    null);
            check(wanted, now);
            var batch = platform.batch();
            batch.replace(runs.schedules(), seen, runs.plan(batch, wanted, now));
            if (batch.commit()) {
                return UpdateScheduleResponse.builder()
                        .scheduleArn(wanted.arn())
                        .build();
            }
        }
    }

    private Entry<StoredSchedule> entry(String group, String name) {
        return runs.schedules().entry(Runs.key(group, name)).orElseThrow(() -> scheduleNotFound(name));
    }

    private static String zone(@Nullable String asked) {
        var zone = asked == null ? "UTC" : asked;
        try {
            ZoneId.of(zone);
        } catch (DateTimeException _) {
            throw invalid("Invalid Schedule Expression Timezone " + zone + ".");
        }
        return zone;
    }

    private static int window(FlexibleTimeWindow window) {
        boolean flexible = window.mode() == FlexibleTimeWindowMode.FLEXIBLE;
        if (flexible != (window.maximumWindowInMinutes() != null)) {
            throw invalid(
                    flexible
                            ? "MaximumWindowInMinutes must be provided when FlexibleTimeWindow.Mode is FLEXIBLE."
                            : "MaximumWindowInMinutes must not be provided when FlexibleTimeWindow.Mode is OFF.");
        }
        return flexible ? window.maximumWindowInMinutes() : 0;
    }

    private static void check(StoredSchedule schedule, Instant now) {
        try {
            var parsed = Schedule.parse(schedule.expression());
            if (parsed instanceof At && schedule.after(now).isEmpty() && schedule.isEnabled()) {
                throw invalid("Invalid Schedule Expression " + schedule.expression() + ". It is in the past.");
            }
        } catch (IllegalArgumentException _) {
            throw invalid("Invalid Schedule Expression " + schedule.expression() + ".");
        }
        if (schedule.end() != null && (schedule.end().isBefore(now) || isBeforeStart(schedule))) {
            throw invalid("The EndDate you specify must come after the StartDate, and it must be in the future.");
        }
    }

    private static boolean isBeforeStart(StoredSchedule schedule) {
        return schedule.start() != null
                && schedule.end() != null
                && !schedule.end().isAfter(schedule.start());
    }

    private Target checked(Target target) {
        if (target.input() != null && target.input().contains("<aws.scheduler.attempt-number>")) {
            throw invalid("Tarn does not tell a target the number of the attempt");
        }
        if (target.arn().startsWith("arn:aws:scheduler:::aws-sdk:")) {
            throw invalid("Tarn does not carry universal targets yet: " + target.arn());
        }
        var arn = Arn.parse(target.arn())
                .orElseThrow(() -> invalid("Provided Arn is not in correct format: " + target.arn()));
        if (!runs.serves(arn)) {
            throw invalid("Tarn has no service that a schedule could start at " + target.arn());
        }
        if (Runs.isBus(arn) != (target.eventBridgeParameters() != null)) {
            throw invalid("EventBridgeParameters must be provided for event buses, and only for them.");
        }
        boolean fifo = arn.service().equals("sqs") && arn.resource().endsWith(".fifo");
        if (fifo != (target.sqsParameters() != null && target.sqsParameters().messageGroupId() != null)) {
            throw invalid("SqsParameters with MessageGroupId must be provided for FIFO queues, and only for them.");
        }
        if (arn.service().equals("kinesis") != (target.kinesisParameters() != null)) {
            throw invalid("KinesisParameters must be provided for Kinesis streams, and only for them.");
        }
        try {
            platform.permissions().as(target.roleArn(), "scheduler.amazonaws.com", "check");
        } catch (AwsServiceException _) {
            throw invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
        }
        return target;
    }

    @Override
    public DeleteScheduleResponse deleteSchedule(DeleteScheduleRequest request) {
        var group = groups.named(request.groupName()).name();
        while (true) {
            var seen = entry(group, request.name());
            var batch = platform.batch().delete(runs.schedules(), seen);
            runs.cancel(batch, seen.value());
            if (batch.commit()) {
                return DeleteScheduleResponse.builder().build();
            }
        }
    }

    @Override
    public GetScheduleResponse getSchedule(GetScheduleRequest request) {
        var schedule =
                entry(groups.named(request.groupName()).name(), request.name()).value();
        return GetScheduleResponse.builder()
                .arn(schedule.arn())
                .groupName(schedule.group())
                .name(schedule.name())
                .scheduleExpression(schedule.expression())
                .scheduleExpressionTimezone(schedule.zone())
                .startDate(schedule.start())
                .endDate(schedule.end())
                .flexibleTimeWindow(window(schedule))
                .state(schedule.state())
                .description(schedule.description())
                .target(schedule.target())
                .actionAfterCompletion(schedule.afterwards())
                .creationDate(schedule.created())
                .lastModificationDate(schedule.modified())
                .build();
    }

    private static FlexibleTimeWindow window(StoredSchedule schedule) {
        return schedule.windowMinutes() == 0
                ? FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build()
                : FlexibleTimeWindow.builder()
                        .mode(FlexibleTimeWindowMode.FLEXIBLE)
                        .maximumWindowInMinutes(schedule.windowMinutes())
                        .build();
    }

    @Override
    public ListSchedulesResponse listSchedules(ListSchedulesRequest request) {
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var range = Range.all();
        if (request.groupName() != null) {
            range = Range.under(Key.of(groups.named(request.groupName()).name()))
                    .startingWith(prefix);
        }
        var page = pages.records(
                "ListSchedules",
                request.nextToken(),
                request.maxResults(),
                runs.schedules(),
                range,
                entry -> entry.value().name().startsWith(prefix)
                        && (request.state() == null
                                || request.state() == entry.value().state()));
        return ListSchedulesResponse.builder()
                .schedules(page.items().stream()
                        .map(schedule -> ScheduleSummary.builder()
                                .arn(schedule.arn())
                                .groupName(schedule.group())
                                .name(schedule.name())
                                .state(schedule.state())
                                .creationDate(schedule.created())
                                .lastModificationDate(schedule.modified())
                                .target(t -> t.arn(schedule.target().arn()))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
