package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.exists;
import static tarn.services.eventbridge.EventFaults.invalid;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.LogConfig;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Making, changing and taking away buses. */
final class BusLifecycle implements EventBridgeClient, Part {

    private static final int BUSES_MAX = 100;

    private final Platform platform;
    private final Buses buses;
    private final Rules rules;
    private final Pages pages;

    BusLifecycle(Platform platform, Buses buses, Rules rules, Pages pages) {
        this.platform = platform;
        this.buses = buses;
        this.rules = rules;
        this.pages = pages;
    }

    static Map<String, String> tags(List<Tag> tags) {
        var map = new LinkedHashMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    @Override
    public CreateEventBusResponse createEventBus(CreateEventBusRequest request) {
        var name = request.name();
        if (request.eventSourceName() != null) {
            throw invalid("Tarn has no partner event sources");
        }
        if (name.equals(Buses.DEFAULT)) {
            throw exists("Event bus", name);
        }
        if (name.startsWith("aws.") || name.contains("/")) {
            throw invalid(
                    "Event bus name " + name + " is not valid. A name must not contain '/' or begin with 'aws.'.");
        }
        refuse(request.logConfig(), request.kmsKeyIdentifier());
        if (buses.store().list(Range.all(), BUSES_MAX + 1).size() > BUSES_MAX) {
            throw EventFaults.tooMany();
        }
        var now = platform.clock().instant();
        var bus = new StoredBus(
                name,
                Buses.arn(name),
                request.description(),
                request.deadLetterConfig(),
                null,
                tags(request.tags()),
                now,
                now);
        if (!buses.store().insert(Key.of(name), bus)) {
            throw exists("Event bus", name);
        }
        return CreateEventBusResponse.builder()
                .eventBusArn(bus.arn())
                .description(bus.description())
                .deadLetterConfig(bus.deadLetters())
                .build();
    }

    /** Refuses what would be kept without being done. */
    private static void refuse(@Nullable LogConfig log, @Nullable String key) {
        if (log != null) {
            throw invalid("Tarn does not write logs of event buses");
        }
        if (key != null && !key.isEmpty()) {
            throw invalid("Tarn does not encrypt events under a key of KMS");
        }
    }

    @Override
    public UpdateEventBusResponse updateEventBus(UpdateEventBusRequest request) {
        refuse(request.logConfig(), request.kmsKeyIdentifier());
        var now = platform.clock().instant();
        var bus = buses.change(
                request.name(),
                seen -> new StoredBus(
                        seen.name(),
                        seen.arn(),
                        request.description() == null ? seen.description() : request.description(),
                        request.deadLetterConfig() == null ? seen.deadLetters() : request.deadLetterConfig(),
                        seen.policy(),
                        seen.tags(),
                        seen.created(),
                        now));
        return UpdateEventBusResponse.builder()
                .arn(bus.arn())
                .name(bus.name())
                .description(bus.description())
                .deadLetterConfig(bus.deadLetters())
                .build();
    }

    @Override
    public DeleteEventBusResponse deleteEventBus(DeleteEventBusRequest request) {
        var name = request.name();
        if (name.equals(Buses.DEFAULT)) {
            throw invalid("Cannot delete event bus default.");
        }
        if (rules.any(name)) {
            throw invalid("Event bus " + name + " cannot be deleted since it has rules.");
        }
        buses.store().delete(Key.of(name));
        return DeleteEventBusResponse.builder().build();
    }

    @Override
    public DescribeEventBusResponse describeEventBus(DescribeEventBusRequest request) {
        var bus = buses.named(request.name());
        return DescribeEventBusResponse.builder()
                .name(bus.name())
                .arn(bus.arn())
                .description(bus.description())
                .deadLetterConfig(bus.deadLetters())
                .policy(bus.policy())
                .creationTime(bus.created())
                .lastModifiedTime(bus.modified())
                .build();
    }

    @Override
    public ListEventBusesResponse listEventBuses(ListEventBusesRequest request) {
        var all = new TreeMap<String, StoredBus>(Comparator.naturalOrder());
        all.put(Buses.DEFAULT, buses.unwritten());
        buses.store().scan(Range.all()).forEach(entry -> all.put(entry.value().name(), entry.value()));
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var page = pages.page(
                "ListEventBuses",
                request.nextToken(),
                request.limit(),
                all.values().stream().filter(bus -> bus.name().startsWith(prefix)),
                StoredBus::name);
        return ListEventBusesResponse.builder()
                .eventBuses(page.items().stream()
                        .map(bus -> EventBus.builder()
                                .name(bus.name())
                                .arn(bus.arn())
                                .description(bus.description())
                                .policy(bus.policy())
                                .creationTime(bus.created())
                                .lastModifiedTime(bus.modified())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
