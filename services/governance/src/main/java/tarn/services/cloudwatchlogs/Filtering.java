package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.patternInvalid;
import static tarn.services.cloudwatchlogs.LogFaults.tokenInvalid;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import tarn.kernel.Part;
import tarn.services.cloudwatchlogs.lines.ChunkFile.Position;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.services.cloudwatchlogs.pattern.FilterPattern;
import tarn.services.cloudwatchlogs.pattern.PatternException;

/** FilterLogEvents. Events of several streams come in order of time; a page ends after a million lines looked at. */
final class Filtering implements CloudWatchLogsClient, Part {

    private static final String OPERATION = "FilterLogEvents";
    private static final int LOOKED_AT_MAX = 1_000_000;

    private final Holdings holdings;
    private final Masks masks;
    private final Pages pages;

    Filtering(Holdings holdings, Masks masks) {
        this.holdings = holdings;
        this.masks = masks;
        this.pages = new Pages(holdings.platform().tokens());
    }

    static FilterPattern pattern(@Nullable String text) {
        try {
            return FilterPattern.of(text == null ? "" : text);
        } catch (PatternException e) {
            throw patternInvalid();
        }
    }

    /** Right after a line of a stream, among the lines of all streams. */
    private record Mark(long timestamp, String stream, long number) {

        static Mark of(String text) {
            var parts = text.split("/", 3);
            if (parts.length < 3) {
                throw tokenInvalid();
            }
            return new Mark(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2]));
        }

        Position in(KeptStream other) {
            int order = other.id().compareTo(stream);
            if (order == 0) {
                return new Position(timestamp, number);
            }
            return order < 0 ? new Position(timestamp, Long.MAX_VALUE) : Position.before(timestamp);
        }

        @Override
        public String toString() {
            return timestamp + "/" + stream + "/" + number;
        }
    }

    /** The lines of a stream, which are not looked for before it is their turn. */
    private final class Source {
        private final KeptGroup group;
        private final KeptStream stream;
        private final Position from;
        private final long end;
        private @Nullable Iterator<Line> lines;
        private @Nullable Line head;

        Source(KeptGroup group, KeptStream stream, Position from, long end) {
            this.group = group;
            this.stream = stream;
            this.from = from;
            this.end = end;
        }

        /** No line comes before this time. */
        long least() {
            var line = head;
            return line == null ? Math.max(from.timestamp(), stream.firstMillis()) : line.timestamp();
        }

        /** Goes on to the next line; null if there is none. */
        @Nullable
        Line turn() {
            var open = lines;
            if (open == null) {
                open = holdings.lines(group, stream).forward(from, end);
                lines = open;
            }
            head = open.hasNext() ? open.next() : null;
            return head;
        }
    }

    @Override
    public FilterLogEventsResponse filterLogEvents(FilterLogEventsRequest request) {
        if (Boolean.FALSE.equals(request.startFromHead())) {
            throw invalid("FilterLogEvents answers the earliest events first; startFromHead=false is not possible.");
        }
        var group = holdings.group(request.logGroupName(), request.logGroupIdentifier());
        var pattern = pattern(request.filterPattern());
        long start = Math.max(
                request.startTime() == null ? 0 : request.startTime(),
                group.oldestShown(holdings.platform().clock().instant()));
        long end = request.endTime() == null ? Long.MAX_VALUE : request.endTime();
        if (request.startTime() != null && request.startTime() > end) {
            throw invalid("startTime must be less than or equal to endTime.");
        }
        var token = request.nextToken();
        var mark = token == null ? null : Mark.of(pages.open(OPERATION, token));
        var sources = new PriorityQueue<Source>((a, b) -> {
            int order = Long.compare(a.least(), b.least());
            return order != 0 ? order : a.stream.id().compareTo(b.stream.id());
        });
        for (var stream : streams(group, request)) {
            var from = mark == null || mark.timestamp() < start ? Position.before(start) : mark.in(stream);
            if (!stream.isEmpty() && stream.lastMillis() >= from.timestamp() && stream.firstMillis() < end) {
                sources.add(new Source(group, stream, from, end));
            }
        }
        return answer(request, group, pattern, sources);
    }

    private FilterLogEventsResponse answer(
            FilterLogEventsRequest request, KeptGroup group, FilterPattern pattern, PriorityQueue<Source> sources) {
        int limit = request.limit() == null ? Reading.EVENTS_MAX : request.limit();
        var masking = masks.of(group, Boolean.TRUE.equals(request.unmask()));
        var events = new ArrayList<FilteredLogEvent>();
        long bytes = 0;
        int looked = 0;
        Mark last = null;
        boolean isFull = false;
        boolean isCut = false;
        while (!isFull && !isCut && !sources.isEmpty()) {
            var source = sources.poll();
            var line = source.head;
            if (line != null) {
                boolean matches = pattern.matches(line);
                bytes += matches ? line.sizeBytes() + Writing.OVERHEAD_BYTES : 0;
                boolean isTooMuch = matches && bytes > Reading.ANSWER_BYTES_MAX && !events.isEmpty();
                isCut = ++looked > LOOKED_AT_MAX || isTooMuch;
                if (isCut) {
                    break;
                }
                if (matches) {
                    events.add(shown(source.stream, line, masking.apply(line.message())));
                    isFull = events.size() >= limit;
                }
                last = new Mark(line.timestamp(), source.stream.id(), line.number());
            }
            if (source.turn() != null) {
                sources.add(source);
            }
        }
        boolean isMore = isCut || (isFull && !sources.isEmpty());
        return FilterLogEventsResponse.builder()
                .events(events)
                .searchedLogStreams(List.of())
                .nextToken(isMore ? pages.seal(OPERATION, String.valueOf(last)) : null)
                .build();
    }

    private List<KeptStream> streams(KeptGroup group, FilterLogEventsRequest request) {
        if (request.hasLogStreamNames() && request.logStreamNamePrefix() != null) {
            throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        }
        if (request.hasLogStreamNames()) {
            return request.logStreamNames().stream()
                    .map(name -> holdings.stream(group, name))
                    .toList();
        }
        var prefix = request.logStreamNamePrefix();
        return holdings.streams(group, prefix == null ? "" : prefix);
    }

    static FilteredLogEvent shown(KeptStream stream, Line line, String message) {
        return FilteredLogEvent.builder()
                .logStreamName(stream.name())
                .timestamp(line.timestamp())
                .ingestionTime(line.ingested())
                .message(message)
                .eventId(eventId(stream.name(), line))
                .build();
    }

    /** Fifty-six digits that grow with time, as AWS's do. */
    static String eventId(String stream, Line line) {
        return "%014d%022d%020d".formatted(line.timestamp(), Integer.toUnsignedLong(stream.hashCode()), line.number());
    }
}
