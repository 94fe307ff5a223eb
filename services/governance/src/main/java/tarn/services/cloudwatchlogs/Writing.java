package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.notOrdered;
import static tarn.services.cloudwatchlogs.LogFaults.spanTooLong;
import static tarn.services.cloudwatchlogs.LogFaults.tooLarge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;
import tarn.kernel.Part;
import tarn.services.cloudwatchlogs.lines.Line;

/** PutLogEvents. Sequence tokens are given and not asked for, as AWS does since 2023. */
final class Writing implements CloudWatchLogsClient, Part {

    /** What AWS counts for each event beside its text. */
    static final int OVERHEAD_BYTES = 26;

    private static final long BATCH_BYTES_MAX = 1_048_576;
    private static final long SPAN_MILLIS_MAX = Duration.ofHours(24).toMillis();
    private static final long AHEAD_MILLIS_MAX = Duration.ofHours(2).toMillis();
    private static final long BEHIND_MILLIS_MAX = Duration.ofDays(14).toMillis();

    private final Holdings holdings;
    private final Appending appending;
    private final List<Follower> followers;

    /** Writers of one stream wait for each other here, rather than try again and again. */
    private final List<ReentrantLock> turns =
            IntStream.range(0, 512).mapToObj(_ -> new ReentrantLock()).toList();

    Writing(Holdings holdings, List<Follower> followers) {
        this.holdings = holdings;
        this.appending = new Appending(holdings);
        this.followers = followers;
    }

    static String sequenceToken(long next) {
        return "496%053d".formatted(next);
    }

    @Override
    public PutLogEventsResponse putLogEvents(PutLogEventsRequest request) {
        check(request.logEvents());
        var group = holdings.group(request.logGroupName());
        long now = holdings.nowMillis();
        var verdict = Verdict.of(
                request.logEvents(),
                now,
                group.oldestShown(holdings.platform().clock().instant()));
        var accepted = request.logEvents().subList(verdict.from(), verdict.to());
        long next = accepted.isEmpty()
                ? holdings.stream(group, request.logStreamName()).next()
                : write(group, request.logStreamName(), accepted, now);
        return PutLogEventsResponse.builder()
                .nextSequenceToken(sequenceToken(next))
                .rejectedLogEventsInfo(verdict.rejected())
                .build();
    }

    private long write(KeptGroup group, String name, List<InputLogEvent> events, long now) {
        var turn = turns.get(Math.floorMod(31 * group.id().hashCode() + name.hashCode(), turns.size()));
        turn.lock();
        try {
            while (true) {
                var stream = holdings.streamEntry(group, name).orElseThrow(LogFaults::streamNotFound);
                long number = stream.value().next();
                var lines = new ArrayList<Line>(events.size());
                for (var event : events) {
                    lines.add(Line.of(event.timestamp(), now, number++, event.message()));
                }
                var batch = appending.batch(group, stream, lines);
                followers.forEach(follower -> follower.joins(batch, group, name, lines));
                if (batch.commit()) {
                    followers.forEach(follower -> follower.kept(group, name, lines));
                    return number;
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private static void check(List<InputLogEvent> events) {
        long bytes = 0;
        long before = Long.MIN_VALUE;
        for (var event : events) {
            bytes += OVERHEAD_BYTES + utf8Bytes(event.message());
            if (event.timestamp() < before) {
                throw notOrdered();
            }
            before = event.timestamp();
        }
        if (bytes > BATCH_BYTES_MAX) {
            throw tooLarge(bytes, BATCH_BYTES_MAX);
        }
        if (events.getLast().timestamp() - events.getFirst().timestamp() > SPAN_MILLIS_MAX) {
            throw spanTooLong();
        }
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Which events are taken, those from {@code from} and before {@code to}, and what is told of the others.
     *
     * @param rejected null if all are taken
     */
    private record Verdict(int from, int to, @Nullable RejectedLogEventsInfo rejected) {

        static Verdict of(List<InputLogEvent> events, long now, long oldestShown) {
            int old = 0;
            int expired = 0;
            int end = events.size();
            while (old < events.size() && events.get(old).timestamp() < now - BEHIND_MILLIS_MAX) {
                old++;
            }
            while (expired < events.size() && events.get(expired).timestamp() < oldestShown) {
                expired++;
            }
            while (end > 0 && events.get(end - 1).timestamp() > now + AHEAD_MILLIS_MAX) {
                end--;
            }
            int from = Math.max(old, expired);
            if (from == 0 && end == events.size()) {
                return new Verdict(0, end, null);
            }
            var rejected = RejectedLogEventsInfo.builder();
            if (old > 0) {
                rejected.tooOldLogEventEndIndex(old);
            }
            if (expired > old) {
                rejected.expiredLogEventEndIndex(expired);
            }
            if (end < events.size()) {
                rejected.tooNewLogEventStartIndex(end);
            }
            return new Verdict(from, Math.max(from, end), rejected.build());
        }
    }
}
