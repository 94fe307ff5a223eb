package tarn.services.athena;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CancelCapacityReservationRequest;
import software.amazon.awssdk.services.athena.model.CancelCapacityReservationResponse;
import software.amazon.awssdk.services.athena.model.CapacityAssignment;
import software.amazon.awssdk.services.athena.model.CreateCapacityReservationRequest;
import software.amazon.awssdk.services.athena.model.CreateCapacityReservationResponse;
import software.amazon.awssdk.services.athena.model.DeleteCapacityReservationRequest;
import software.amazon.awssdk.services.athena.model.DeleteCapacityReservationResponse;
import software.amazon.awssdk.services.athena.model.GetCapacityAssignmentConfigurationRequest;
import software.amazon.awssdk.services.athena.model.GetCapacityAssignmentConfigurationResponse;
import software.amazon.awssdk.services.athena.model.GetCapacityReservationRequest;
import software.amazon.awssdk.services.athena.model.GetCapacityReservationResponse;
import software.amazon.awssdk.services.athena.model.ListCapacityReservationsRequest;
import software.amazon.awssdk.services.athena.model.ListCapacityReservationsResponse;
import software.amazon.awssdk.services.athena.model.PutCapacityAssignmentConfigurationRequest;
import software.amazon.awssdk.services.athena.model.PutCapacityAssignmentConfigurationResponse;
import software.amazon.awssdk.services.athena.model.UpdateCapacityReservationRequest;
import software.amazon.awssdk.services.athena.model.UpdateCapacityReservationResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Capacity reservations. Queries of the work groups assigned to one have turns of their own: as many run at once as it has
 * four DPUs, whatever others do. Capacity is there at once; how fast a query runs does not depend on it.
 */
final class CapacityReservations implements AthenaClient, Part, Tagged {

    private final Store<Reservation> kept;
    private final WorkGroups groups;
    private final Pages pages;
    private final InstantSource clock;
    private final Map<List<String>, Turns> turns = new ConcurrentHashMap<>();

    CapacityReservations(Platform platform, WorkGroups groups, Pages pages) {
        this.kept = platform.store("athena/capacity", Scope.REGION, Formats.record(Reservation.class));
        this.groups = groups;
        this.pages = pages;
        this.clock = platform.clock();
    }

    /** The turns that a work group's queries take; empty if it is assigned to no reservation. */
    Optional<Turns> turns(String group) {
        var caller = Caller.current();
        return kept.list(Range.all(), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .filter(reservation -> reservation.serves(group))
                .findFirst()
                .map(reservation -> {
                    var place = List.of(caller.account(), caller.region(), reservation.name());
                    var own = turns.computeIfAbsent(place, any -> new Turns(reservation.atOnce()));
                    own.resize(reservation.atOnce());
                    return own;
                });
    }

    private Reservation reservation(String name) {
        return kept.get(Key.of(name)).orElseThrow(() -> AthenaFaults.reservationUnknown(name));
    }

    private void change(String name, UnaryOperator<Reservation> change) {
        kept.update(
                Key.of(name),
                present -> change.apply(present.orElseThrow(() -> AthenaFaults.reservationUnknown(name))));
    }

    /** A change that needs the reservation to be active. */
    private void changeActive(String name, UnaryOperator<Reservation> change) {
        change(name, present -> {
            if (present.cancelled()) {
                throw AthenaFaults.reservationState(name, "CANCELLED");
            }
            return change.apply(present);
        });
    }

    @Override
    public CreateCapacityReservationResponse createCapacityReservation(CreateCapacityReservationRequest request) {
        long now = clock.millis();
        var made = new Reservation(
                request.name(), false, request.targetDpus(), List.of(), now, now, Tags.map(request.tags()));
        if (!kept.insert(Key.of(request.name()), made)) {
            throw AthenaFaults.reservationExists(request.name());
        }
        return CreateCapacityReservationResponse.builder().build();
    }

    @Override
    public GetCapacityReservationResponse getCapacityReservation(GetCapacityReservationRequest request) {
        return GetCapacityReservationResponse.builder()
                .capacityReservation(reservation(request.name()).describe())
                .build();
    }

    @Override
    public UpdateCapacityReservationResponse updateCapacityReservation(UpdateCapacityReservationRequest request) {
        changeActive(request.name(), present -> present.sized(request.targetDpus(), clock.millis()));
        return UpdateCapacityReservationResponse.builder().build();
    }

    /** Gives the capacity back; the queries of its work groups run as any others from then on. */
    @Override
    public CancelCapacityReservationResponse cancelCapacityReservation(CancelCapacityReservationRequest request) {
        change(request.name(), Reservation::cancel);
        return CancelCapacityReservationResponse.builder().build();
    }

    @Override
    public DeleteCapacityReservationResponse deleteCapacityReservation(DeleteCapacityReservationRequest request) {
        if (!reservation(request.name()).cancelled()) {
            throw AthenaFaults.reservationState(request.name(), "ACTIVE");
        }
        kept.delete(Key.of(request.name()));
        return DeleteCapacityReservationResponse.builder().build();
    }

    @Override
    public ListCapacityReservationsResponse listCapacityReservations(ListCapacityReservationsRequest request) {
        var page = pages.records(
                "ListCapacityReservations",
                request.nextToken(),
                request.maxResults(),
                kept,
                Range.all(),
                entry -> true);
        return ListCapacityReservationsResponse.builder()
                .capacityReservations(
                        page.items().stream().map(Reservation::describe).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public PutCapacityAssignmentConfigurationResponse putCapacityAssignmentConfiguration(
            PutCapacityAssignmentConfigurationRequest request) {
        var name = request.capacityReservationName();
        var assigned = request.capacityAssignments().stream()
                .map(CapacityAssignment::workGroupNames)
                .toList();
        var seen = new HashSet<String>();
        for (var group : assigned.stream().flatMap(List::stream).toList()) {
            var _ = groups.group(group); // exists
            if (!seen.add(group) || isElsewhere(group, name)) {
                throw AthenaFaults.groupAssigned(group);
            }
        }
        changeActive(name, present -> present.assigned(assigned));
        return PutCapacityAssignmentConfigurationResponse.builder().build();
    }

    private boolean isElsewhere(String group, String reservation) {
        return kept.list(Range.all(), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .anyMatch(one -> !one.name().equals(reservation) && one.serves(group));
    }

    @Override
    public GetCapacityAssignmentConfigurationResponse getCapacityAssignmentConfiguration(
            GetCapacityAssignmentConfigurationRequest request) {
        var reservation = reservation(request.capacityReservationName());
        return GetCapacityAssignmentConfigurationResponse.builder()
                .capacityAssignmentConfiguration(configuration -> configuration
                        .capacityReservationName(reservation.name())
                        .capacityAssignments(reservation.groups().stream()
                                .map(names -> CapacityAssignment.builder()
                                        .workGroupNames(names)
                                        .build())
                                .toList()))
                .build();
    }

    @Override
    public String resource() {
        return "capacity-reservation/";
    }

    @Override
    public Optional<Map<String, String>> tags(String name) {
        return kept.get(Key.of(name)).map(Reservation::tags);
    }

    @Override
    public void retag(String name, UnaryOperator<Map<String, String>> change) {
        change(name, present -> present.tagged(change.apply(present.tags())));
    }
}
