package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.badPattern;
import static tarn.services.eventbridge.EventFaults.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;
import tarn.pattern.InvalidPatternException;

/** Events of users, and of services. */
final class Publishing implements EventBridgeClient, Part {

    private static final int BYTES_MAX = 1 << 20;
    private static final int TIME_BYTES = 14;
    private static final List<String> ENVELOPE =
            List.of("id", "account", "source", "time", "region", "resources", "detail-type", "detail");

    private final Platform platform;
    private final Buses buses;
    private final Router router;

    Publishing(Platform platform, Buses buses, Router router) {
        this.platform = platform;
        this.buses = buses;
        this.router = router;
    }

    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
        if (request.endpointId() != null) {
            throw invalid("Tarn has no global endpoints");
        }
        long bytes = request.entries().stream().mapToLong(Publishing::bytes).sum();
        if (bytes > BYTES_MAX) {
            throw invalid("Total size of the entries in the request is over the limit.");
        }
        var results = request.entries().stream().map(this::put).toList();
        return PutEventsResponse.builder()
                .entries(results)
                .failedEntryCount((int) results.stream()
                        .filter(result -> result.errorCode() != null)
                        .count())
                .build();
    }

    /** An entry's size as AWS counts it. */
    private static long bytes(PutEventsRequestEntry entry) {
        var texts = Stream.concat(
                Stream.of(entry.source(), entry.detailType(), entry.detail()), entry.resources().stream());
        return (entry.time() == null ? 0 : TIME_BYTES)
                + texts.filter(text -> text != null)
                        .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                        .sum();
    }

    private PutEventsResultEntry put(PutEventsRequestEntry entry) {
        var missing = missing(entry);
        if (missing != null) {
            return failed(
                    "InvalidArgument",
                    "Parameter " + missing + " is not valid. Reason: " + missing + " is a required argument.");
        }
        var caller = Caller.current();
        if (entry.source().startsWith("aws.") && caller.principal().startsWith("arn:")) {
            return failed("NotAuthorizedForSource", "Not authorized for the source.");
        }
        JsonNode detail;
        try {
            detail = EventPattern.event(entry.detail());
        } catch (IllegalArgumentException _) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        if (!detail.isObject()) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        var id = platform.ids().uuid().toString();
        var event = Event.of(
                id,
                entry.source(),
                entry.detailType(),
                entry.time() == null ? platform.clock().instant() : entry.time(),
                entry.resources(),
                detail);
        try {
            return there(entry.eventBusName(), caller).call(() -> {
                var bus = buses.named(entry.eventBusName()).name();
                var batch = platform.batch();
                router.route(batch, bus, event, 0);
                batch.commit();
                return PutEventsResultEntry.builder().eventId(id).build();
            });
        } catch (ResourceNotFoundException e) {
            return failed("ResourceNotFoundException", String.valueOf(e.getMessage()));
        }
    }

    /** The caller at the bus, which may be in another region, and where policies decide in another account. */
    private Caller there(@Nullable String bus, Caller caller) {
        if (bus == null || !bus.startsWith("arn:")) {
            return caller;
        }
        var arn = Arn.parse(bus).orElseThrow(() -> invalid("Parameter EventBusName is not valid."));
        if (!arn.account().equals(caller.account()) && !platform.permissions().enforced(arn.account())) {
            throw EventFaults.busNotFound(bus);
        }
        return caller.of(arn.account()).in(arn.region());
    }

    private static @Nullable String missing(PutEventsRequestEntry entry) {
        if (entry.source() == null || entry.source().isEmpty()) {
            return "Source";
        }
        if (entry.detailType() == null || entry.detailType().isEmpty()) {
            return "DetailType";
        }
        return entry.detail() == null || entry.detail().isEmpty() ? "Detail" : null;
    }

    private static PutEventsResultEntry failed(String code, String message) {
        return PutEventsResultEntry.builder()
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    @Override
    public TestEventPatternResponse testEventPattern(TestEventPatternRequest request) {
        try {
            var pattern = EventPattern.parse(request.eventPattern());
            var event = EventPattern.event(request.event());
            if (!ENVELOPE.stream().allMatch(event::has)) {
                throw invalid("Parameter Event is not valid.");
            }
            return TestEventPatternResponse.builder()
                    .result(pattern.matches(event))
                    .build();
        } catch (InvalidPatternException e) {
            throw badPattern(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException _) {
            throw invalid("Parameter Event is not valid.");
        }
    }
}
