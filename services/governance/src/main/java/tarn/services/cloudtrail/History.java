package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badLookup;
import static tarn.services.cloudtrail.CloudTrailFaults.badMaxResults;
import static tarn.services.cloudtrail.CloudTrailFaults.badTimeRange;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.EventCategory;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;
import tarn.audit.AuditEvent;
import tarn.audit.AuditLog;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** The event history: management events of 90 days, newest first, whether or not there is a trail. */
final class History implements CloudTrailClient, Part {

    private static final int RESULTS_MAX = 50;

    private final Platform platform;

    History(Platform platform) {
        this.platform = platform;
    }

    @Override
    public LookupEventsResponse lookupEvents(LookupEventsRequest request) {
        int size = request.maxResults() == null ? RESULTS_MAX : request.maxResults();
        if (size < 1 || size > RESULTS_MAX) {
            throw badMaxResults(RESULTS_MAX);
        }
        var start = request.startTime();
        var end = request.endTime();
        if (start != null && end != null && start.isAfter(end)) {
            throw badTimeRange();
        }
        if (request.eventCategory() == EventCategory.INSIGHT) {
            return LookupEventsResponse.builder().events(List.<Event>of()).build();
        }
        var oldest = platform.clock().instant().minus(AuditLog.HISTORY);
        var from = start == null || start.isBefore(oldest) ? oldest : start;
        long before = request.nextToken() == null ? Long.MAX_VALUE : position(request.nextToken(), request);
        if (end != null) {
            before = Math.min(before, AuditLog.number(end.plusSeconds(1)));
        }
        var page = platform.audit()
                .log()
                .before(
                        AuditEvent.MANAGEMENT,
                        before,
                        AuditLog.number(from),
                        condition(request.lookupAttributes()),
                        size + 1);
        var shown = page.subList(0, Math.min(size, page.size()));
        return LookupEventsResponse.builder()
                .events(shown.stream().map(each -> shown(each.event())).toList())
                .nextToken(page.size() > size ? token(shown.getLast().number(), request) : null)
                .build();
    }

    /* A token belongs to its question: AWS refuses it with other parameters too. */
    private static String question(LookupEventsRequest request) {
        return "LookupEvents" + request.lookupAttributes() + request.startTime() + request.endTime();
    }

    private String token(long number, LookupEventsRequest request) {
        return platform.tokens()
                .seal(
                        question(request),
                        ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private long position(String token, LookupEventsRequest request) {
        return platform.tokens()
                .open(question(request), token)
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElseThrow(CloudTrailFaults::badToken);
    }

    private static Predicate<AuditEvent> condition(List<LookupAttribute> attributes) {
        if (attributes.isEmpty()) {
            return event -> true;
        }
        if (attributes.size() > 1) {
            throw badLookup("You can only specify one lookup attribute.");
        }
        var attribute = attributes.getFirst();
        var value = attribute.attributeValue();
        return switch (attribute.attributeKey()) {
            case EVENT_ID -> event -> event.id().equals(value);
            case EVENT_NAME -> event -> event.name().equals(value);
            case READ_ONLY -> event -> String.valueOf(event.readOnly()).equals(value);
            case USERNAME -> event -> value.equals(event.user());
            case RESOURCE_TYPE ->
                event -> event.resources().stream().anyMatch(each -> each.type().equals(value));
            case RESOURCE_NAME ->
                event -> event.resources().stream()
                        .anyMatch(each -> name(each).equals(value) || value.equals(each.arn()));
            case EVENT_SOURCE -> event -> event.source().equals(value);
            case ACCESS_KEY_ID -> event -> value.equals(event.accessKey());
            case UNKNOWN_TO_SDK_VERSION ->
                throw badLookup("Unknown lookup attribute " + attribute.attributeKeyAsString() + ".");
        };
    }

    /* A bucket is looked up by its name, as in AWS's console, other resources as they were named. */
    private static String name(AuditEvent.Resource resource) {
        var name = resource.name();
        return name.startsWith("arn:aws:s3:::") ? name.substring("arn:aws:s3:::".length()) : name;
    }

    private static Event shown(AuditEvent event) {
        return Event.builder()
                .eventId(event.id())
                .eventName(event.name())
                .readOnly(String.valueOf(event.readOnly()))
                .accessKeyId(event.accessKey())
                .eventTime(Instant.ofEpochSecond(event.time().getEpochSecond()))
                .eventSource(event.source())
                .username(event.user())
                .resources(event.resources().stream()
                        .map(each -> Resource.builder()
                                .resourceType(each.type())
                                .resourceName(name(each))
                                .build())
                        .toList())
                .cloudTrailEvent(event.text())
                .build();
    }
}
