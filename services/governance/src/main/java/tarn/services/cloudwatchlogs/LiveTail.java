package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionUpdate;
import software.amazon.awssdk.services.cloudwatchlogs.model.SessionTimeoutException;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseStream;
import tarn.kernel.Caller;
import tarn.kernel.EventAnswer;
import tarn.kernel.Part;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.services.cloudwatchlogs.pattern.FilterPattern;

/** StartLiveTail: lines as they come in, each second, for three hours. Who is too slow misses some, and is told. */
final class LiveTail implements CloudWatchLogsClient, Part, Follower {

    private static final int GROUPS_MAX = 10;
    private static final int WAITING_MAX = 10_000;
    private static final int UPDATE_MAX = 500;
    private static final Duration LASTS = Duration.ofHours(3);

    private final Holdings holdings;
    private final Masks masks;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    LiveTail(Holdings holdings, Masks masks) {
        this.holdings = holdings;
        this.masks = masks;
    }

    /** Somebody who looks on. */
    private static final class Session {
        private final Set<String> groups;
        private final List<String> streams;
        private final List<String> prefixes;
        private final FilterPattern pattern;
        private final BlockingQueue<LiveTailSessionLogEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
        private final AtomicBoolean missed = new AtomicBoolean();

        Session(Set<String> groups, List<String> streams, List<String> prefixes, FilterPattern pattern) {
            this.groups = groups;
            this.streams = streams;
            this.prefixes = prefixes;
            this.pattern = pattern;
        }

        boolean follows(KeptGroup group, String stream) {
            return groups.contains(group.id())
                    && (streams.isEmpty() || streams.contains(stream))
                    && (prefixes.isEmpty() || prefixes.stream().anyMatch(stream::startsWith));
        }
    }

    @Override
    public void kept(KeptGroup group, String stream, List<Line> lines) {
        for (var session : sessions) {
            if (session.follows(group, stream)) {
                var masking = masks.of(group, false);
                for (var line : lines) {
                    if (session.pattern.matches(line)) {
                        var event = LiveTailSessionLogEvent.builder()
                                .logGroupIdentifier(Caller.current().account() + ":" + group.name())
                                .logStreamName(stream)
                                .timestamp(line.timestamp())
                                .ingestionTime(line.ingested())
                                .message(masking.apply(line.message()))
                                .build();
                        if (!session.waiting.offer(event)) {
                            session.missed.set(true);
                        }
                    }
                }
            }
        }
    }

    /** The SDK has this operation in its asynchronous client only. */
    public StartLiveTailResponse startLiveTail(
            StartLiveTailRequest request, EventAnswer<StartLiveTailResponse, StartLiveTailResponseStream> answer) {
        if (request.logGroupIdentifiers().size() > GROUPS_MAX) {
            throw invalid("At most " + GROUPS_MAX + " log groups can be followed in a session.");
        }
        boolean ofStreams = request.hasLogStreamNames() || request.hasLogStreamNamePrefixes();
        if (ofStreams && request.logGroupIdentifiers().size() != 1) {
            throw invalid("Log streams can be chosen of one log group only.");
        }
        if (request.hasLogStreamNames() && request.hasLogStreamNamePrefixes()) {
            throw invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.");
        }
        var groups = request.logGroupIdentifiers().stream()
                .map(identifier -> holdings.group(Holdings.nameOf(identifier)).id())
                .collect(Collectors.toSet());
        var session = new Session(
                groups,
                request.logStreamNames(),
                request.logStreamNamePrefixes(),
                Filtering.pattern(request.logEventFilterPattern()));
        sessions.add(session);
        return answer.answer(StartLiveTailResponse.builder().build(), events -> {
            try {
                follow(request, session, events);
            } finally {
                sessions.remove(session);
            }
        });
    }

    private void follow(
            StartLiveTailRequest request, Session session, EventAnswer.Events<StartLiveTailResponseStream> events) {
        events.send(StartLiveTailResponseStream.sessionStartBuilder()
                .requestId(Caller.current().requestId())
                .sessionId(holdings.platform().ids().uuid().toString())
                .logGroupIdentifiers(request.logGroupIdentifiers())
                .logStreamNames(request.logStreamNames())
                .logStreamNamePrefixes(request.logStreamNamePrefixes())
                .logEventFilterPattern(request.logEventFilterPattern())
                .build());
        long end = System.nanoTime() + LASTS.toNanos();
        while (System.nanoTime() - end < 0) {
            events.send(update(session));
        }
        throw SessionTimeoutException.builder()
                .message("The session ended after three hours.")
                .build();
    }

    /** What came in a second. */
    private static LiveTailSessionUpdate update(Session session) {
        var found = new ArrayList<LiveTailSessionLogEvent>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        try {
            for (long left = TimeUnit.SECONDS.toNanos(1);
                    left > 0 && found.size() < UPDATE_MAX;
                    left = end - System.nanoTime()) {
                var next = session.waiting.poll(left, TimeUnit.NANOSECONDS);
                if (next != null) {
                    found.add(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The session was interrupted", e);
        }
        boolean sampled = session.missed.getAndSet(false);
        return StartLiveTailResponseStream.sessionUpdateBuilder()
                .sessionMetadata(metadata -> metadata.sampled(sampled))
                .sessionResults(found)
                .build();
    }

    /** How many look on. */
    int sessions() {
        return sessions.size();
    }
}
