package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.invalid;
import static tarn.services.applicationautoscaling.ScalingFaults.notFound;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.schedule.Schedule;
import tarn.store.Entry;
import tarn.store.Range;

/** Scheduled actions: other bounds at set times. */
final class Actions implements ApplicationAutoScalingClient, Part {

    private static final int ACTIONS_MAX = 200;

    private final Platform platform;
    private final Kept kept;
    private final Pages pages;
    private final Timetable timetable;

    Actions(Platform platform, Kept kept, Pages pages, Timetable timetable) {
        this.platform = platform;
        this.kept = kept;
        this.pages = pages;
        this.timetable = timetable;
    }

    @Override
    public PutScheduledActionResponse putScheduledAction(PutScheduledActionRequest request) {
        var scalable = Targets.named(
                "PutScheduledAction",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        while (true) {
            var target =
                    kept.targets().entry(scalable.key()).orElseThrow(() -> notFound("scalable target", scalable, ""));
            var seen = kept.actions().entry(scalable.key().with(request.scheduledActionName()));
            if (seen.isEmpty() && kept.actions(scalable).size() >= ACTIONS_MAX) {
                throw ScalingFaults.limitExceeded("A scalable target may have " + ACTIONS_MAX + " scheduled actions");
            }
            var action = put(request, scalable, seen.map(Entry::value));
            check(action);
            var batch = platform.batch().expect(kept.targets(), target);
            if (seen.isPresent()) {
                batch.replace(kept.actions(), seen.get(), action);
            } else {
                batch.insert(kept.actions(), action.key(), action);
            }
            timetable.set(batch, action, platform.clock().instant());
            if (batch.commit()) {
                return PutScheduledActionResponse.builder().build();
            }
        }
    }

    /** What a request leaves out stays as it was. */
    private StoredAction put(PutScheduledActionRequest request, Scalable scalable, Optional<StoredAction> seen) {
        var before = seen.orElse(null);
        if (before == null && (request.schedule() == null || request.scalableTargetAction() == null)) {
            throw invalid("Schedule and ScalableTargetAction must be specified for a new scheduled action");
        }
        var name = request.scheduledActionName();
        var id = before == null ? platform.ids().uuid().toString() : before.id();
        var bounds = request.scalableTargetAction();
        return new StoredAction(
                id,
                name,
                scalable,
                Caller.current()
                        .arn(
                                "autoscaling",
                                "scheduledAction:" + id + ":resource/dynamodb/" + scalable.resource()
                                        + ":scheduledActionName/" + name)
                        .toString(),
                request.schedule() == null && before != null ? before.schedule() : request.schedule(),
                request.timezone() != null ? request.timezone() : before == null ? "UTC" : before.zone(),
                request.startTime() != null || before == null ? request.startTime() : before.start(),
                request.endTime() != null || before == null ? request.endTime() : before.end(),
                bounds != null || before == null ? (bounds == null ? null : bounds.minCapacity()) : before.least(),
                bounds != null || before == null ? (bounds == null ? null : bounds.maxCapacity()) : before.most(),
                before == null ? platform.clock().instant() : before.created());
    }

    private static void check(StoredAction action) {
        try {
            Schedule.parse(action.schedule());
            ZoneId.of(action.zone());
        } catch (IllegalArgumentException e) {
            throw invalid("Schedule is not valid: " + action.schedule());
        } catch (DateTimeException e) {
            throw invalid("Timezone is not valid: " + action.zone());
        }
        var least = action.least();
        var most = action.most();
        if (least == null && most == null) {
            throw invalid("Scalable target action must specify a minimum capacity or a maximum capacity");
        }
        if ((least != null && least < 1) || (least != null && most != null && most < least)) {
            throw invalid("Maximum capacity cannot be less than minimum capacity");
        }
        if (action.start() != null && action.end() != null && action.end().isBefore(action.start())) {
            throw invalid("End time cannot be before start time");
        }
    }

    @Override
    public DeleteScheduledActionResponse deleteScheduledAction(DeleteScheduledActionRequest request) {
        var scalable = Targets.named(
                "DeleteScheduledAction",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        var action = kept.actions()
                .get(scalable.key().with(request.scheduledActionName()))
                .orElseThrow(() -> notFound(
                        "scheduled action", scalable, ", scheduled action name: " + request.scheduledActionName()));
        var batch = platform.batch().delete(kept.actions(), action.key());
        timetable.cancel(batch, action);
        batch.commit();
        return DeleteScheduledActionResponse.builder().build();
    }

    @Override
    public DescribeScheduledActionsResponse describeScheduledActions(DescribeScheduledActionsRequest request) {
        var all = kept.actions().list(Range.all(), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .filter(action -> action.scalable().namespace().equals(request.serviceNamespaceAsString()))
                .filter(action -> request.scheduledActionNames().isEmpty()
                        || request.scheduledActionNames().contains(action.name()))
                .filter(action -> request.resourceId() == null
                        || request.resourceId().equals(action.scalable().resource()))
                .filter(action -> request.scalableDimension() == null
                        || action.scalable().dimension().equals(request.scalableDimensionAsString()));
        var page = pages.page(
                "DescribeScheduledActions",
                request.nextToken(),
                request.maxResults(),
                all.sorted((one, other) -> one.arn().compareTo(other.arn())),
                StoredAction::arn);
        return DescribeScheduledActionsResponse.builder()
                .scheduledActions(page.items().stream().map(StoredAction::toSdk).toList())
                .nextToken(page.next())
                .build();
    }
}
