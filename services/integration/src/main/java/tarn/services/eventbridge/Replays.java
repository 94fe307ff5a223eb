package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.exists;
import static tarn.services.eventbridge.EventFaults.invalid;
import static tarn.services.eventbridge.EventFaults.replayEnded;
import static tarn.services.eventbridge.EventFaults.replayNotFound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysRequest;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysResponse;
import software.amazon.awssdk.services.eventbridge.model.Replay;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.StartReplayResponse;
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
 * Replays: events of an archive are sent to its bus again, slice by slice. A slice and how far the replay got are kept
 * together; a timer takes the replay up again after a restart.
 */
final class Replays implements EventBridgeClient, Part {

    private static final String GOES_ON = "eventbridge/replay";
    private static final int SLICE = 100;

    private final Platform platform;
    private final Archives archives;
    private final Router router;
    private final Pages pages;
    private final Store<StoredReplay> store;

    Replays(Platform platform, Archives archives, Router router, Pages pages) {
        this.platform = platform;
        this.archives = archives;
        this.router = router;
        this.pages = pages;
        this.store = platform.store("eventbridge/replays", Scope.REGION, Formats.record(StoredReplay.class));
        platform.timers().on(GOES_ON, (name, _) -> begin(name));
    }

    @Override
    public StartReplayResponse startReplay(StartReplayRequest request) {
        var name = request.eventSourceArn().replaceFirst("^.*:archive/", "");
        var archive = archives.entry(name).value();
        if (!Buses.arn(archive.bus()).equals(request.destination().arn())) {
            throw invalid("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.");
        }
        if (!request.eventStartTime().isBefore(request.eventEndTime())) {
            throw invalid("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.");
        }
        var now = platform.clock().instant();
        var replay = new StoredReplay(
                request.replayName(),
                Caller.current().arn("events", "replay/" + request.replayName()).toString(),
                request.description(),
                name,
                archive.bus(),
                List.copyOf(request.destination().filterArns()),
                request.eventStartTime(),
                request.eventEndTime(),
                ReplayState.STARTING,
                null,
                now,
                null);
        var batch = platform.batch().insert(store, Key.of(replay.name()), replay);
        platform.timers().set(batch, GOES_ON, replay.name(), now.plusSeconds(1));
        batch.afterwards(() -> begin(replay.name()));
        if (!batch.commit()) {
            throw exists("Replay", replay.name());
        }
        return StartReplayResponse.builder()
                .replayArn(replay.arn())
                .state(replay.state())
                .replayStartTime(now)
                .build();
    }

    private void begin(String name) {
        platform.background().run("replay " + name, Caller.current(), () -> {
            while (slice(name)) {
                // The next one.
            }
        });
    }

    /** Sends the next events; says whether there are more. Of two that do so at once, one finds the record changed. */
    private boolean slice(String name) {
        var seen = store.entry(Key.of(name));
        if (seen.isEmpty() || seen.get().value().isOver()) {
            return false;
        }
        var replay = seen.get().value();
        boolean cancelled = replay.state() == ReplayState.CANCELLING;
        var slice = cancelled ? List.<Entry<String>>of() : next(replay);
        boolean more = slice.size() == SLICE;
        var now = platform.clock().instant();
        var reached = slice.isEmpty() ? replay.reached() : slice.getLast().key();
        var state = cancelled ? ReplayState.CANCELLED : more ? ReplayState.RUNNING : ReplayState.COMPLETED;
        var batch = platform.batch().replace(store, seen.get(), replay.in(state, reached, more ? null : now));
        for (var event : slice) {
            router.route(batch, replay.bus(), Event.parse(event.value()).replayed(name), replay.rules());
        }
        if (more) {
            platform.timers().set(batch, GOES_ON, name, now.plusSeconds(30));
        } else {
            platform.timers().cancel(batch, GOES_ON, name);
        }
        return batch.commit() && more;
    }

    private List<Entry<String>> next(StoredReplay replay) {
        var slice = new ArrayList<Entry<String>>();
        for (var entry : archives.since(replay.archive(), replay.from(), replay.reached())) {
            if (slice.size() == SLICE || !Archives.time(entry.key()).isBefore(replay.to())) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    @Override
    public CancelReplayResponse cancelReplay(CancelReplayRequest request) {
        var name = request.replayName();
        var next = store.update(Key.of(name), seen -> {
                    var replay = seen.orElseThrow(() -> replayNotFound(name));
                    if (replay.isOver()) {
                        throw replayEnded(name, replay.state().toString());
                    }
                    return replay.in(ReplayState.CANCELLING, replay.reached(), null);
                })
                .orElseThrow();
        begin(name);
        return CancelReplayResponse.builder()
                .replayArn(next.arn())
                .state(next.state())
                .build();
    }

    @Override
    public DescribeReplayResponse describeReplay(DescribeReplayRequest request) {
        var replay = store.get(Key.of(request.replayName())).orElseThrow(() -> replayNotFound(request.replayName()));
        return DescribeReplayResponse.builder()
                .replayName(replay.name())
                .replayArn(replay.arn())
                .description(replay.description())
                .state(replay.state())
                .eventSourceArn(Archives.arn(replay.archive()))
                .destination(to -> to.arn(Buses.arn(replay.bus())).filterArns(replay.rules()))
                .eventStartTime(replay.from())
                .eventEndTime(replay.to())
                .eventLastReplayedTime(lastSent(replay))
                .replayStartTime(replay.begun())
                .replayEndTime(replay.ended())
                .build();
    }

    private static @Nullable Instant lastSent(StoredReplay replay) {
        return replay.reached() == null ? null : Archives.time(replay.reached());
    }

    @Override
    public ListReplaysResponse listReplays(ListReplaysRequest request) {
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var page = pages.records(
                "ListReplays",
                request.nextToken(),
                request.limit(),
                store,
                Range.all().startingWith(prefix),
                entry -> (request.state() == null
                                || request.state() == entry.value().state())
                        && (request.eventSourceArn() == null
                                || request.eventSourceArn()
                                        .equals(Archives.arn(entry.value().archive()))));
        return ListReplaysResponse.builder()
                .replays(page.items().stream()
                        .map(replay -> Replay.builder()
                                .replayName(replay.name())
                                .eventSourceArn(Archives.arn(replay.archive()))
                                .state(replay.state())
                                .eventStartTime(replay.from())
                                .eventEndTime(replay.to())
                                .eventLastReplayedTime(lastSent(replay))
                                .replayStartTime(replay.begun())
                                .replayEndTime(replay.ended())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
