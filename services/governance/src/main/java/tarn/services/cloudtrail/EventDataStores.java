package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.noOrganization;
import static tarn.services.cloudtrail.LakeFaults.lakeExists;
import static tarn.services.cloudtrail.LakeFaults.notPending;
import static tarn.services.cloudtrail.LakeFaults.terminationProtected;
import static tarn.services.cloudtrail.LakeFaults.tooManyLakes;
import static tarn.services.cloudtrail.LakeFaults.wrongStatus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.BillingMode;
import software.amazon.awssdk.services.cloudtrail.model.CreateEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateEventDataStoreResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteEventDataStoreResponse;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStore;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreStatus;
import software.amazon.awssdk.services.cloudtrail.model.GetEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventDataStoreResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListEventDataStoresRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListEventDataStoresResponse;
import software.amazon.awssdk.services.cloudtrail.model.RestoreEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.RestoreEventDataStoreResponse;
import software.amazon.awssdk.services.cloudtrail.model.StartEventDataStoreIngestionRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartEventDataStoreIngestionResponse;
import software.amazon.awssdk.services.cloudtrail.model.StopEventDataStoreIngestionRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopEventDataStoreIngestionResponse;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.UpdateEventDataStoreRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateEventDataStoreResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;

/**
 * CloudTrail Lake's event data stores. One is ENABLED at once, where AWS takes minutes; one that was removed can be
 * restored for seven days.
 */
final class EventDataStores implements CloudTrailClient, Part {

    private static final int PER_REGION_MAX = 10;
    private static final Duration PENDING = Duration.ofDays(7);
    private static final int EXTENDABLE_DAYS = 366;
    private static final int FIXED_DAYS = 2_557;

    private final Platform platform;
    private final LakeBook book;

    EventDataStores(Platform platform, LakeBook book) {
        this.platform = platform;
        this.book = book;
    }

    private static EventDataStoreStatus status(KeptLake lake) {
        if (lake.deleted() != null) {
            return EventDataStoreStatus.PENDING_DELETION;
        }
        return lake.takes() ? EventDataStoreStatus.ENABLED : EventDataStoreStatus.STOPPED_INGESTION;
    }

    /* Removes what has been pending for its time; nobody can tell when that happens. */
    private List<KeptLake> present() {
        var now = platform.clock().instant();
        var all = book.all();
        for (var lake : all) {
            if (isGone(lake, now)) {
                book.remove(lake);
            }
        }
        return all.stream().filter(lake -> !isGone(lake, now)).toList();
    }

    private static boolean isGone(KeptLake lake, java.time.Instant now) {
        return lake.deleted() != null && !lake.deleted().plus(PENDING).isAfter(now);
    }

    @Override
    public CreateEventDataStoreResponse createEventDataStore(CreateEventDataStoreRequest request) {
        if (Boolean.TRUE.equals(request.organizationEnabled())) {
            throw noOrganization();
        }
        var others = present();
        if (others.stream().anyMatch(lake -> lake.name().equals(request.name()))) {
            throw lakeExists(request.name());
        }
        if (others.size() >= PER_REGION_MAX) {
            throw tooManyLakes();
        }
        var selectors = selectors(request.advancedEventSelectors());
        boolean extendable = request.billingMode() != BillingMode.FIXED_RETENTION_PRICING;
        var now = platform.clock().instant();
        var id = platform.ids().uuid().toString();
        boolean takes = !Boolean.FALSE.equals(request.startIngestion());
        var lake = new KeptLake(
                id,
                request.name(),
                Caller.current().region(),
                Caller.current().arn("cloudtrail", "eventdatastore/" + id).toString(),
                selectors,
                !Boolean.FALSE.equals(request.multiRegionEnabled()),
                request.retentionPeriod() == null
                        ? (extendable ? EXTENDABLE_DAYS : FIXED_DAYS)
                        : request.retentionPeriod(),
                extendable,
                !Boolean.FALSE.equals(request.terminationProtectionEnabled()),
                takes,
                request.kmsKeyId(),
                now,
                now,
                takes ? List.of(now) : List.of(),
                null,
                Tagging.added(Map.of(), request.tagsList()));
        book.insert(lake);
        return CreateEventDataStoreResponse.builder()
                .eventDataStoreArn(lake.arn())
                .name(lake.name())
                .status(status(lake))
                .advancedEventSelectors(lake.selectors())
                .multiRegionEnabled(lake.everywhere())
                .organizationEnabled(false)
                .retentionPeriod(lake.days())
                .terminationProtectionEnabled(lake.isProtected())
                .tagsList(lake.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .createdTimestamp(now)
                .updatedTimestamp(now)
                .kmsKeyId(lake.key())
                .billingMode(billing(lake))
                .build();
    }

    private static BillingMode billing(KeptLake lake) {
        return lake.extendable() ? BillingMode.EXTENDABLE_RETENTION_PRICING : BillingMode.FIXED_RETENTION_PRICING;
    }

    /** What is not said selects all management events. */
    private static List<AdvancedEventSelector> selectors(List<AdvancedEventSelector> given) {
        if (given.isEmpty()) {
            return List.of(AdvancedEventSelector.builder()
                    .name("Default management events")
                    .fieldSelectors(AdvancedFieldSelector.builder()
                            .field("eventCategory")
                            .equalsValue("Management")
                            .build())
                    .build());
        }
        Selections.checkAdvanced(given);
        return List.copyOf(given);
    }

    @Override
    public UpdateEventDataStoreResponse updateEventDataStore(UpdateEventDataStoreRequest request) {
        if (Boolean.TRUE.equals(request.organizationEnabled())) {
            throw noOrganization();
        }
        var now = platform.clock().instant();
        var name = request.name();
        if (name != null && present().stream().anyMatch(other -> other.name().equals(name) && !is(other, request))) {
            throw lakeExists(name);
        }
        var lake = book.change(request.eventDataStore(), present -> {
            if (present.deleted() != null) {
                throw wrongStatus(present.arn(), status(present).toString());
            }
            return present.configured(
                    or(name, present.name()),
                    request.advancedEventSelectors().isEmpty()
                            ? present.selectors()
                            : selectors(request.advancedEventSelectors()),
                    or(request.multiRegionEnabled(), present.everywhere()),
                    or(request.retentionPeriod(), present.days()),
                    or(request.terminationProtectionEnabled(), present.isProtected()),
                    request.kmsKeyId() == null ? present.key() : request.kmsKeyId(),
                    now);
        });
        return Shapes.copy(shown(lake), UpdateEventDataStoreResponse.builder()).build();
    }

    private static boolean is(KeptLake lake, UpdateEventDataStoreRequest request) {
        return request.eventDataStore().equals(lake.id())
                || request.eventDataStore().equals(lake.arn());
    }

    private static <T> T or(@Nullable T given, T present) {
        return given == null ? present : given;
    }

    private static GetEventDataStoreResponse shown(KeptLake lake) {
        return GetEventDataStoreResponse.builder()
                .eventDataStoreArn(lake.arn())
                .name(lake.name())
                .status(status(lake))
                .advancedEventSelectors(lake.selectors())
                .multiRegionEnabled(lake.everywhere())
                .organizationEnabled(false)
                .retentionPeriod(lake.days())
                .terminationProtectionEnabled(lake.isProtected())
                .createdTimestamp(lake.created())
                .updatedTimestamp(lake.updated())
                .kmsKeyId(lake.key())
                .billingMode(billing(lake))
                .build();
    }

    @Override
    public GetEventDataStoreResponse getEventDataStore(GetEventDataStoreRequest request) {
        present();
        var lake = book.lake(request.eventDataStore()).value();
        return shown(lake);
    }

    @Override
    public ListEventDataStoresResponse listEventDataStores(ListEventDataStoresRequest request) {
        return ListEventDataStoresResponse.builder()
                .eventDataStores(present().stream()
                        .map(lake -> EventDataStore.builder()
                                .eventDataStoreArn(lake.arn())
                                .name(lake.name())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public DeleteEventDataStoreResponse deleteEventDataStore(DeleteEventDataStoreRequest request) {
        var now = platform.clock().instant();
        book.change(request.eventDataStore(), lake -> {
            if (lake.isProtected()) {
                throw terminationProtected();
            }
            if (lake.deleted() != null) {
                throw wrongStatus(lake.arn(), status(lake).toString());
            }
            return lake.taking(false, now).deleted(now);
        });
        return DeleteEventDataStoreResponse.builder().build();
    }

    @Override
    public RestoreEventDataStoreResponse restoreEventDataStore(RestoreEventDataStoreRequest request) {
        present();
        var now = platform.clock().instant();
        var lake = book.change(request.eventDataStore(), present -> {
            if (present.deleted() == null) {
                throw notPending(present.arn());
            }
            return present.deleted(null).taking(true, now);
        });
        return Shapes.copy(shown(lake), RestoreEventDataStoreResponse.builder()).build();
    }

    @Override
    public StartEventDataStoreIngestionResponse startEventDataStoreIngestion(
            StartEventDataStoreIngestionRequest request) {
        take(request.eventDataStore(), true);
        return StartEventDataStoreIngestionResponse.builder().build();
    }

    @Override
    public StopEventDataStoreIngestionResponse stopEventDataStoreIngestion(StopEventDataStoreIngestionRequest request) {
        take(request.eventDataStore(), false);
        return StopEventDataStoreIngestionResponse.builder().build();
    }

    private void take(String idOrArn, boolean on) {
        var now = platform.clock().instant();
        book.change(idOrArn, lake -> {
            if (lake.deleted() != null || lake.takes() == on) {
                throw wrongStatus(lake.arn(), status(lake).toString());
            }
            return lake.taking(on, now);
        });
    }
}
