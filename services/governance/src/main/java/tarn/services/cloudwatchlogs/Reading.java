package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import tarn.kernel.Part;
import tarn.services.cloudwatchlogs.lines.ChunkFile.Position;
import tarn.services.cloudwatchlogs.lines.Line;

/**
 * GetLogEvents. A token says in which direction to go on and from which line: {@code f/…/s} comes after a line,
 * {@code b/…/s} before one; at an end one gets back the token one gave.
 */
final class Reading implements CloudWatchLogsClient, Part {

    static final int EVENTS_MAX = 10_000;
    static final long ANSWER_BYTES_MAX = 1_048_576;

    private static final Pattern TOKEN = Pattern.compile("([fb])/([0-9]{14})([0-9]{20})0{22}/s");

    private final Holdings holdings;
    private final Masks masks;

    Reading(Holdings holdings, Masks masks) {
        this.holdings = holdings;
        this.masks = masks;
    }

    /** A token taken apart. */
    private record Token(boolean isForward, Position position) {

        static Token of(String text) {
            var parts = TOKEN.matcher(text);
            if (!parts.matches()) {
                throw invalid("The specified nextToken is invalid.");
            }
            try {
                return new Token(
                        parts.group(1).equals("f"),
                        new Position(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)) - 1));
            } catch (NumberFormatException e) {
                throw invalid("The specified nextToken is invalid.");
            }
        }

        @Override
        public String toString() {
            return "%s/%014d%020d%022d/s"
                    .formatted(isForward ? "f" : "b", position.timestamp(), position.number() + 1, 0);
        }
    }

    @Override
    public GetLogEventsResponse getLogEvents(GetLogEventsRequest request) {
        var group = holdings.group(request.logGroupName(), request.logGroupIdentifier());
        var given = request.nextToken() == null ? null : Token.of(request.nextToken());
        long start = Math.max(
                request.startTime() == null ? 0 : request.startTime(),
                group.oldestShown(holdings.platform().clock().instant()));
        long end = request.endTime() == null ? Long.MAX_VALUE : request.endTime();
        int limit = request.limit() == null ? EVENTS_MAX : request.limit();
        boolean isForward = given == null ? Boolean.TRUE.equals(request.startFromHead()) : given.isForward();
        var lines = isForward
                ? forward(group, request.logStreamName(), given, start, end, limit)
                : backward(group, request.logStreamName(), given, start, end, limit);
        var masking = masks.of(group, Boolean.TRUE.equals(request.unmask()));
        return GetLogEventsResponse.builder()
                .events(lines.stream()
                        .map(line -> OutputLogEvent.builder()
                                .timestamp(line.timestamp())
                                .ingestionTime(line.ingested())
                                .message(masking.apply(line.message()))
                                .build())
                        .toList())
                .nextForwardToken(after(lines, given, start).toString())
                .nextBackwardToken(before(lines, given, start).toString())
                .build();
    }

    private static Token after(List<Line> lines, @Nullable Token given, long start) {
        if (!lines.isEmpty()) {
            return new Token(true, Position.after(lines.getLast()));
        }
        if (given == null) {
            return new Token(true, Position.before(start));
        }
        var at = given.position();
        return given.isForward() ? given : new Token(true, new Position(at.timestamp(), Math.max(-1, at.number() - 1)));
    }

    private static Token before(List<Line> lines, @Nullable Token given, long start) {
        if (!lines.isEmpty()) {
            return new Token(false, Position.after(lines.getFirst()));
        }
        if (given == null) {
            return new Token(false, Position.before(start));
        }
        var at = given.position();
        return given.isForward() ? new Token(false, new Position(at.timestamp(), at.number() + 1)) : given;
    }

    private List<Line> forward(KeptGroup group, String name, @Nullable Token given, long start, long end, int limit) {
        var from = given == null || given.position().timestamp() < start ? Position.before(start) : given.position();
        var found = new ArrayList<Line>();
        long bytes = 0;
        var lines = holdings.lines(group, holdings.stream(group, name)).forward(from, end);
        while (lines.hasNext() && found.size() < limit) {
            var line = lines.next();
            bytes += line.sizeBytes() + Writing.OVERHEAD_BYTES;
            if (bytes > ANSWER_BYTES_MAX && !found.isEmpty()) {
                break;
            }
            found.add(line);
        }
        return found;
    }

    private List<Line> backward(KeptGroup group, String name, @Nullable Token given, long start, long end, int limit) {
        var before = given == null || given.position().timestamp() > end ? new Position(end, -1) : given.position();
        while (true) {
            var stream = holdings.stream(group, name);
            var found = holdings.lines(group, stream).backward(before, start, limit, ANSWER_BYTES_MAX);
            if (holdings.stream(group, name).open().containsAll(stream.open())) {
                return found;
            }
        }
    }
}
