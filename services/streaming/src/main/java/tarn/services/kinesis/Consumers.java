package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.inUse;
import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.limitExceeded;
import static tarn.services.kinesis.KinesisFaults.notFound;
import static tarn.services.kinesis.KinesisFaults.shardNotFound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import tarn.kernel.EventAnswer;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Consumers with enhanced fan-out. A subscription sends records as they come, for five minutes. */
final class Consumers implements KinesisClient, Part {

    private static final int CONSUMERS_MAX = 20;
    private static final Duration SUBSCRIBED = Duration.ofMinutes(5);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int EVENT_RECORDS_MAX = 1_000;

    private final Platform platform;
    private final Streams streams;
    private final Reading reading;
    private final Store<KeptConsumer> store;
    private final Pages pages;

    Consumers(Streams streams, Reading reading) {
        this.platform = streams.platform();
        this.streams = streams;
        this.reading = reading;
        this.store = platform.store("kinesis/consumers", Scope.REGION, KeptConsumer.FORMAT);
        this.pages = new Pages(platform.tokens(), 100, 10_000, token -> invalid("Invalid NextToken."));
    }

    Store<KeptConsumer> store() {
        return store;
    }

    List<KeptConsumer> of(DataStream stream) {
        var found = new ArrayList<KeptConsumer>();
        store.scan(Range.under(Key.of(stream.id()))).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** Has a stream's consumers go with it; says whether there are any. */
    boolean forget(Batch batch, DataStream stream) {
        var all = of(stream);
        all.forEach(consumer -> batch.delete(store, Key.of(stream.id(), consumer.name())));
        return !all.isEmpty();
    }

    /** The key of a consumer by its ARN: {@code …:stream/orders/consumer/reader:1700000000}. */
    Key key(String arn) {
        var stream = streams.named(null, arn);
        int at = arn.indexOf("/consumer/");
        if (at < 0) {
            throw invalid("Invalid ConsumerARN " + arn + ".");
        }
        var name = arn.substring(at + "/consumer/".length());
        int time = name.lastIndexOf(':');
        return Key.of(stream.id(), time < 0 ? name : name.substring(0, time));
    }

    KeptConsumer named(String arn) {
        return store.get(key(arn))
                .filter(consumer -> consumer.arn().equals(arn))
                .orElseThrow(() -> notFound("Consumer " + arn + " not found."));
    }

    @Override
    public RegisterStreamConsumerResponse registerStreamConsumer(RegisterStreamConsumerRequest request) {
        var stream = streams.named(null, request.streamARN());
        if (of(stream).size() >= CONSUMERS_MAX) {
            throw limitExceeded("Stream " + stream.name() + " has " + CONSUMERS_MAX + " registered consumers already.");
        }
        var now = platform.clock().instant();
        var consumer = new KeptConsumer(
                request.consumerName(),
                stream.name(),
                stream.arn() + "/consumer/" + request.consumerName() + ":" + now.getEpochSecond(),
                now,
                Settings.added(java.util.Map.of(), request.tags()),
                null);
        if (!store.insert(Key.of(stream.id(), consumer.name()), consumer)) {
            throw inUse("Consumer " + consumer.name() + " of stream " + stream.name() + " already exists.");
        }
        return RegisterStreamConsumerResponse.builder()
                .consumer(consumer.shown())
                .build();
    }

    private KeptConsumer find(@Nullable String arn, @Nullable String streamArn, @Nullable String name) {
        if (arn != null) {
            return named(arn);
        }
        if (streamArn == null || name == null) {
            throw invalid("Either ConsumerARN or both StreamARN and ConsumerName must be provided.");
        }
        var stream = streams.named(null, streamArn);
        return store.get(Key.of(stream.id(), name))
                .orElseThrow(() -> notFound("Consumer " + name + " of stream " + stream.name() + " not found."));
    }

    @Override
    public DeregisterStreamConsumerResponse deregisterStreamConsumer(DeregisterStreamConsumerRequest request) {
        store.delete(key(find(request.consumerARN(), request.streamARN(), request.consumerName())
                .arn()));
        return DeregisterStreamConsumerResponse.builder().build();
    }

    @Override
    public DescribeStreamConsumerResponse describeStreamConsumer(DescribeStreamConsumerRequest request) {
        var consumer = find(request.consumerARN(), request.streamARN(), request.consumerName());
        var shown = consumer.shown();
        return DescribeStreamConsumerResponse.builder()
                .consumerDescription(b -> b.consumerName(shown.consumerName())
                        .consumerARN(shown.consumerARN())
                        .consumerStatus(shown.consumerStatus())
                        .consumerCreationTimestamp(shown.consumerCreationTimestamp())
                        .streamARN(streams.named(consumer.stream(), null).arn()))
                .build();
    }

    @Override
    public ListStreamConsumersResponse listStreamConsumers(ListStreamConsumersRequest request) {
        var stream = streams.named(null, request.streamARN());
        var page = pages.page(
                "ListStreamConsumers",
                request.nextToken(),
                request.maxResults(),
                of(stream).stream(),
                KeptConsumer::name);
        return ListStreamConsumersResponse.builder()
                .consumers(page.items().stream().map(KeptConsumer::shown).toList())
                .nextToken(page.next())
                .build();
    }

    /** The SDK has this operation in its asynchronous client only. */
    public SubscribeToShardResponse subscribeToShard(
            SubscribeToShardRequest request,
            EventAnswer<SubscribeToShardResponse, SubscribeToShardEventStream> answer) {
        var consumer = named(request.consumerARN());
        var stream = streams.named(consumer.stream(), null);
        var id = request.shardId();
        var shard = stream.shard(id).orElseThrow(() -> shardNotFound(id, stream.name()));
        var start = request.startingPosition();
        long from = reading.from(
                stream, shard, start.type(), start.sequenceNumber(), start.timestamp(), "SubscribeToShard");
        return answer.answer(
                SubscribeToShardResponse.builder().build(), events -> send(stream.name(), shard, from, events));
    }

    private void send(
            String name, KeptShard begun, long first, EventAnswer.Events<SubscribeToShardEventStream> events) {
        long from = first;
        long end = System.nanoTime() + SUBSCRIBED.toNanos();
        boolean isEnd = false;
        while (!isEnd && System.nanoTime() - end < 0) {
            var stream = streams.named(name, null);
            var shard = stream.shard(begun.id()).orElse(begun);
            var page = reading.read(stream, shard, from, EVENT_RECORDS_MAX);
            isEnd = page.isEnd();
            from = page.next();
            var event = SubscribeToShardEventStream.subscribeToShardEventBuilder()
                    .records(page.records())
                    .continuationSequenceNumber(isEnd ? null : Sequence.text(Math.max(0, from - 1), shard.index()))
                    .millisBehindLatest(page.behindMillis())
                    .childShards(isEnd ? Reading.children(stream, shard) : null)
                    .build();
            events.send(event);
            if (!isEnd && page.records().isEmpty()) {
                streams.log(stream).await(BEAT);
            }
        }
    }
}
