package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.aborted;
import static tarn.services.cloudwatchlogs.LogFaults.groupNotFound;
import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.streamExists;

import java.util.Comparator;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;

/** Log streams. */
final class Streams implements CloudWatchLogsClient, Part {

    private static final String ID = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Platform platform;
    private final Holdings holdings;
    private final Sweep sweep;
    private final Pages pages;

    Streams(Holdings holdings, Sweep sweep) {
        this.platform = holdings.platform();
        this.holdings = holdings;
        this.sweep = sweep;
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public CreateLogStreamResponse createLogStream(CreateLogStreamRequest request) {
        while (true) {
            var group = holdings.entry(request.logGroupName());
            var key = Key.of(group.value().id(), request.logStreamName());
            if (holdings.streams().entry(key).isPresent()) {
                throw streamExists();
            }
            var stream = KeptStream.named(
                    request.logStreamName(),
                    platform.ids().random(ID, 16),
                    platform.clock().instant());
            if (platform.batch()
                    .expect(holdings.groups(), group)
                    .insert(holdings.streams(), key, stream)
                    .commit()) {
                return CreateLogStreamResponse.builder().build();
            }
        }
    }

    @Override
    public DeleteLogStreamResponse deleteLogStream(DeleteLogStreamRequest request) {
        var group = holdings.group(request.logGroupName());
        for (int attempt = 0; attempt < 100; attempt++) {
            var stream = holdings.streamEntry(group, request.logStreamName()).orElseThrow(LogFaults::streamNotFound);
            var batch = platform.batch().delete(holdings.streams(), stream);
            sweep.stream(batch, group, stream.value());
            if (batch.commit()) {
                return DeleteLogStreamResponse.builder().build();
            }
        }
        throw aborted();
    }

    @Override
    public DescribeLogStreamsResponse describeLogStreams(DescribeLogStreamsRequest request) {
        var prefix = request.logStreamNamePrefix();
        boolean byTime = request.orderBy() == OrderBy.LAST_EVENT_TIME;
        if (byTime && prefix != null) {
            throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        if (request.logGroupName() == null && request.logGroupIdentifier() == null) {
            throw groupNotFound();
        }
        var group = holdings.group(request.logGroupName(), request.logGroupIdentifier());
        var streams = holdings.streams(group, prefix == null ? "" : prefix);
        var order = byTime
                ? Comparator.comparingLong(KeptStream::lastMillis).thenComparing(KeptStream::name)
                : Comparator.comparing(KeptStream::name);
        streams.sort(Boolean.TRUE.equals(request.descending()) ? order.reversed() : order);
        var page = pages.page("DescribeLogStreams", request.nextToken(), request.limit(), streams, KeptStream::name);
        return DescribeLogStreamsResponse.builder()
                .logStreams(page.items().stream()
                        .map(stream -> shown(group, stream))
                        .toList())
                .nextToken(page.token())
                .build();
    }

    @SuppressWarnings("deprecation") // AWS has answered 0 since 2019, and clients look for it
    private static LogStream shown(KeptGroup group, KeptStream stream) {
        var shown = LogStream.builder()
                .logStreamName(stream.name())
                .creationTime(stream.created().toEpochMilli())
                .arn(group.arnOf(stream.name()))
                .storedBytes(0L);
        if (!stream.isEmpty()) {
            shown.firstEventTimestamp(stream.firstMillis())
                    .lastEventTimestamp(stream.lastMillis())
                    .lastIngestionTime(stream.ingestedMillis())
                    .uploadSequenceToken(Writing.sequenceToken(stream.next()));
        }
        return shown.build();
    }
}
