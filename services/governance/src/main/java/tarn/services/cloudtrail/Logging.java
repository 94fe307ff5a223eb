package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badSelectors;
import static tarn.services.cloudtrail.CloudTrailFaults.insightsOff;
import static tarn.services.cloudtrail.CloudTrailFaults.insightsUnsupported;
import static tarn.services.cloudtrail.CloudTrailFaults.unsupported;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** What a trail delivers, and whether it does. Insights are not computed, so they cannot be enabled. */
final class Logging implements CloudTrailClient, Part {

    private final Platform platform;
    private final TrailBook book;
    private final TrailTopic topic;
    private final Delivery delivery;

    Logging(Platform platform, TrailBook book, TrailTopic topic, Delivery delivery) {
        this.platform = platform;
        this.book = book;
        this.topic = topic;
        this.delivery = delivery;
    }

    @Override
    public StartLoggingResponse startLogging(StartLoggingRequest request) {
        var now = platform.clock().instant();
        if (!book.own(request.name()).value().logging()) {
            book.change(request.name(), trail -> trail.logging() ? trail : trail.logging(true, now), (batch, trail) -> {
                delivery.begin(batch, trail);
                delivery.schedule(batch, trail, true);
            });
        }
        return StartLoggingResponse.builder().build();
    }

    @Override
    public StopLoggingResponse stopLogging(StopLoggingRequest request) {
        var trail = book.own(request.name()).value();
        if (trail.logging()) {
            delivery.deliver(trail);
            var now = platform.clock().instant();
            book.change(
                    request.name(),
                    present -> present.logging() ? present.logging(false, now) : present,
                    (batch, next) -> delivery.schedule(batch, next, false));
        }
        return StopLoggingResponse.builder().build();
    }

    @Override
    public GetTrailStatusResponse getTrailStatus(GetTrailStatusRequest request) {
        var trail = book.trail(request.name()).value();
        var state = delivery.state(trail);
        var notices = topic.fared(trail);
        return GetTrailStatusResponse.builder()
                .isLogging(trail.logging())
                .startLoggingTime(trail.started())
                .stopLoggingTime(trail.stopped())
                .timeLoggingStarted(text(trail.started()))
                .timeLoggingStopped(text(trail.stopped()))
                .latestDeliveryTime(state.delivered())
                .latestDeliveryAttemptTime(text(state.attempted()))
                .latestDeliveryAttemptSucceeded(text(state.delivered()))
                .latestDeliveryError(state.error() == null ? "" : state.error())
                .latestDigestDeliveryTime(state.digested())
                .latestDigestDeliveryError(trail.validated() ? "" : null)
                .latestCloudWatchLogsDeliveryTime(
                        trail.logs() == null ? null : delivery.logsState(trail).delivered())
                .latestCloudWatchLogsDeliveryError(
                        trail.logs() == null ? null : delivery.logsState(trail).error())
                .latestNotificationTime(notices.succeeded())
                .latestNotificationError(notices.error() == null ? "" : notices.error())
                .latestNotificationAttemptTime(text(notices.attempted()))
                .latestNotificationAttemptSucceeded(text(notices.succeeded()))
                .build();
    }

    private static String text(@Nullable Instant time) {
        return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public PutEventSelectorsResponse putEventSelectors(PutEventSelectorsRequest request) {
        boolean older = !request.eventSelectors().isEmpty();
        boolean newer = !request.advancedEventSelectors().isEmpty();
        if (older == newer) {
            throw badSelectors("Specify either EventSelectors or AdvancedEventSelectors.");
        }
        Selections.checkBasic(request.eventSelectors());
        Selections.checkAdvanced(request.advancedEventSelectors());
        var trail = book.change(
                request.trailName(),
                present -> present.selecting(
                        List.copyOf(request.eventSelectors()), List.copyOf(request.advancedEventSelectors())),
                (batch, next) -> {});
        return PutEventSelectorsResponse.builder()
                .trailARN(trail.arn())
                .eventSelectors(older ? trail.basic() : null)
                .advancedEventSelectors(newer ? trail.advanced() : null)
                .build();
    }

    @Override
    public GetEventSelectorsResponse getEventSelectors(GetEventSelectorsRequest request) {
        var trail = book.trail(request.trailName()).value();
        var answer = GetEventSelectorsResponse.builder().trailARN(trail.arn());
        if (!trail.advanced().isEmpty()) {
            return answer.advancedEventSelectors(trail.advanced()).build();
        }
        var basic = trail.basic().isEmpty() ? List.of(Selections.usual()) : trail.basic();
        return answer.eventSelectors(basic).build();
    }

    @Override
    public PutInsightSelectorsResponse putInsightSelectors(PutInsightSelectorsRequest request) {
        if (!request.insightSelectors().isEmpty()) {
            throw insightsUnsupported();
        }
        if (request.trailName() == null) {
            throw unsupported("Insights on event data stores");
        }
        var trail = book.own(request.trailName()).value();
        return PutInsightSelectorsResponse.builder()
                .trailARN(trail.arn())
                .insightSelectors(List.of())
                .build();
    }

    @Override
    public GetInsightSelectorsResponse getInsightSelectors(GetInsightSelectorsRequest request) {
        if (request.trailName() == null) {
            throw unsupported("Insights on event data stores");
        }
        throw insightsOff(book.trail(request.trailName()).value().arn());
    }
}
