package tarn.services.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;

/** Streams: what is written comes out once, in order, through splits and merges. */
class KinesisTest {

    private final LocalPlatform platform = TestPlatform.open();

    @BeforeEach
    void open() {
        platform.services().add(KinesisClient.class, () -> Kinesis.on(platform));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private KinesisClient kinesis() {
        return platform.client(KinesisClient.class);
    }

    private void create(int shards) {
        kinesis().createStream(b -> b.streamName("s").shardCount(shards));
    }

    private String put(String key, String data) {
        return kinesis()
                .putRecord(b -> b.streamName("s").partitionKey(key).data(SdkBytes.fromUtf8String(data)))
                .sequenceNumber();
    }

    private String iterator(String shard, ShardIteratorType type) {
        return kinesis()
                .getShardIterator(b -> b.streamName("s").shardId(shard).shardIteratorType(type))
                .shardIterator();
    }

    private List<String> read(String iterator) {
        return kinesis().getRecords(b -> b.shardIterator(iterator)).records().stream()
                .map(record -> record.data().asUtf8String())
                .toList();
    }

    private List<Shard> shards() {
        return kinesis().listShards(b -> b.streamName("s")).shards();
    }

    @Test
    void aRecordIsReadFromWhereOneWants() {
        CALLER.run(() -> {
            create(1);
            var shard = "shardId-000000000000";
            var latest = iterator(shard, ShardIteratorType.LATEST);
            var first = put("k", "one");
            platform.clock().advance(Duration.ofSeconds(10));
            put("k", "two");
            assertThat(first).matches("49[0-9]{54}");
            assertThat(read(latest)).containsExactly("one", "two");
            assertThat(read(iterator(shard, ShardIteratorType.TRIM_HORIZON))).containsExactly("one", "two");
            assertThat(read(iterator(shard, ShardIteratorType.LATEST))).isEmpty();
            assertThat(read(kinesis()
                            .getShardIterator(b -> b.streamName("s")
                                    .shardId(shard)
                                    .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                    .startingSequenceNumber(first))
                            .shardIterator()))
                    .containsExactly("two");
            assertThat(read(kinesis()
                            .getShardIterator(b -> b.streamName("s")
                                    .shardId(shard)
                                    .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                    .timestamp(TestPlatform.START.plusSeconds(5)))
                            .shardIterator()))
                    .containsExactly("two");
            var page = kinesis().getRecords(b -> b.shardIterator(latest).limit(1));
            assertThat(page.millisBehindLatest()).isZero();
            assertThat(read(page.nextShardIterator())).containsExactly("two");
            platform.clock().advance(Duration.ofMinutes(6));
            assertThatThrownBy(() -> read(latest)).isInstanceOf(ExpiredIteratorException.class);
            assertThatThrownBy(() -> read("AAA")).isInstanceOf(InvalidArgumentException.class);
        });
    }

    @Test
    void theHashOfAKeyChoosesTheShard() {
        CALLER.run(() -> {
            create(4);
            for (var key : List.of("a", "b", "c", "some longer key")) {
                var hash = Writing.hash(null, key);
                var expected = shards().stream()
                        .filter(shard -> new BigInteger(shard.hashKeyRange().startingHashKey()).compareTo(hash) <= 0
                                && hash.compareTo(new BigInteger(
                                                shard.hashKeyRange().endingHashKey()))
                                        <= 0)
                        .findFirst()
                        .orElseThrow();
                assertThat(kinesis()
                                .putRecord(
                                        b -> b.streamName("s").partitionKey(key).data(SdkBytes.fromUtf8String("x")))
                                .shardId())
                        .isEqualTo(expected.shardId());
            }
            assertThat(kinesis()
                            .putRecord(b -> b.streamName("s")
                                    .partitionKey("a")
                                    .explicitHashKey("0")
                                    .data(SdkBytes.fromUtf8String("x")))
                            .shardId())
                    .isEqualTo("shardId-000000000000");
            assertThat(shards().getLast().hashKeyRange().endingHashKey())
                    .isEqualTo("340282366920938463463374607431768211455");
        });
    }

    @Test
    void whatIsWrongIsNamed() {
        CALLER.run(() -> {
            create(1);
            assertThatThrownBy(() -> create(1))
                    .isInstanceOf(ResourceInUseException.class)
                    .hasMessageContaining("Stream s under account 123456789012 already exists.");
            assertThatThrownBy(() -> kinesis().describeStream(b -> b.streamName("none")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Stream none under account 123456789012 not found.");
            assertThatThrownBy(() -> iterator("shardId-000000000009", ShardIteratorType.LATEST))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(() -> kinesis()
                            .updateShardCount(b ->
                                    b.streamName("s").targetShardCount(3).scalingType(ScalingType.UNIFORM_SCALING)))
                    .isInstanceOf(LimitExceededException.class);
            assertThatThrownBy(() -> kinesis()
                            .splitShard(b -> b.streamName("s")
                                    .shardToSplit("shardId-000000000000")
                                    .newStartingHashKey("0")))
                    .isInstanceOf(InvalidArgumentException.class);
        });
    }

    /** Writers on many threads, splits, merges and counts between: every record is there once, in order of its key. */
    @Test
    void nothingIsLostWhileShardsChange() throws Exception {
        int writers = 6;
        int each = 120;
        CALLER.run(() -> create(2));
        Map<String, List<String>> written = new ConcurrentHashMap<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<java.util.concurrent.Future<?>>();
            for (int w = 0; w < writers; w++) {
                var key = "key" + w;
                tasks.add(pool.submit(() -> CALLER.run(() -> {
                    for (int i = 0; i < each; i++) {
                        var data = key + "-" + i;
                        put(key, data);
                        written.computeIfAbsent(key, _ -> new ArrayList<>()).add(data);
                    }
                })));
            }
            var random = new Random(7);
            CALLER.run(() -> {
                for (var target : List.of(4, 3, 5, 7, 4)) {
                    kinesis()
                            .updateShardCount(b -> b.streamName("s")
                                    .targetShardCount(target)
                                    .scalingType(ScalingType.UNIFORM_SCALING));
                    put("key" + writers, "between-" + random.nextInt());
                }
            });
            for (var task : tasks) {
                task.get();
            }
        }
        CALLER.run(() -> {
            var open = kinesis()
                    .listShards(b -> b.streamName("s").shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
                    .shards();
            assertThat(open).hasSize(4);
            var seen = new HashMap<String, List<String>>();
            var numbers = new HashSet<String>();
            for (var record : readAll()) {
                assertThat(numbers.add(record.sequenceNumber())).isTrue();
                seen.computeIfAbsent(record.partitionKey(), _ -> new ArrayList<>())
                        .add(record.data().asUtf8String());
            }
            written.forEach((key, data) -> assertThat(seen.get(key)).as(key).isEqualTo(data));
        });
    }

    /** Reads as a consumer does: parents to their end, then children. */
    private List<Record> readAll() {
        var all = new ArrayList<Record>();
        var done = new HashSet<String>();
        var waiting = new ArrayList<String>();
        waiting.add("shardId-000000000000");
        waiting.add("shardId-000000000001");
        var parents = new HashMap<String, List<String>>();
        while (!waiting.isEmpty()) {
            var shard = waiting.removeFirst();
            if (done.contains(shard)) {
                continue;
            }
            if (!done.containsAll(parents.getOrDefault(shard, List.of()))) {
                waiting.add(shard);
                continue;
            }
            var iterator = iterator(shard, ShardIteratorType.TRIM_HORIZON);
            while (iterator != null) {
                var at = iterator;
                var page = kinesis().getRecords(b -> b.shardIterator(at).limit(50));
                all.addAll(page.records());
                iterator =
                        page.records().isEmpty() && page.nextShardIterator() != null ? null : page.nextShardIterator();
                page.childShards().forEach(child -> {
                    parents.put(child.shardId(), child.parentShards());
                    waiting.add(child.shardId());
                });
            }
            done.add(shard);
        }
        return all;
    }

    @Test
    void shardsAreSplitAndMerged() {
        CALLER.run(() -> {
            create(1);
            put("k", "before");
            kinesis()
                    .splitShard(b -> b.streamName("s")
                            .shardToSplit("shardId-000000000000")
                            .newStartingHashKey("170141183460469231731687303715884105728"));
            put("k", "between");
            kinesis()
                    .mergeShards(b -> b.streamName("s")
                            .shardToMerge("shardId-000000000001")
                            .adjacentShardToMerge("shardId-000000000002"));
            assertThat(shards()).hasSize(4);
            assertThat(shards().getFirst().sequenceNumberRange().endingSequenceNumber())
                    .isNotNull();
            assertThat(shards().getLast().parentShardId()).isEqualTo("shardId-000000000001");
            assertThat(shards().getLast().adjacentParentShardId()).isEqualTo("shardId-000000000002");
            var page = kinesis()
                    .getRecords(b -> b.shardIterator(iterator("shardId-000000000000", ShardIteratorType.TRIM_HORIZON)));
            assertThat(page.nextShardIterator()).isNull();
            assertThat(page.childShards())
                    .extracting(child -> child.shardId())
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            assertThatThrownBy(() -> kinesis()
                            .splitShard(b -> b.streamName("s")
                                    .shardToSplit("shardId-000000000000")
                                    .newStartingHashKey("5")))
                    .isInstanceOf(InvalidArgumentException.class);
        });
    }

    @Test
    void recordsVanishWhenTheirTimeIsOver() {
        CALLER.run(() -> {
            create(1);
            put("k", "old");
            platform.clock().advance(Duration.ofHours(23));
            put("k", "new");
            kinesis()
                    .updateShardCount(
                            b -> b.streamName("s").targetShardCount(2).scalingType(ScalingType.UNIFORM_SCALING));
            platform.clock().advance(Duration.ofHours(2));
            assertThat(read(iterator("shardId-000000000000", ShardIteratorType.TRIM_HORIZON)))
                    .containsExactly("new");
            platform.clock().advance(Duration.ofHours(25));
            assertThat(shards())
                    .extracting(Shard::shardId)
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            kinesis().increaseStreamRetentionPeriod(b -> b.streamName("s").retentionPeriodHours(48));
            assertThat(kinesis()
                            .describeStreamSummary(b -> b.streamName("s"))
                            .streamDescriptionSummary()
                            .retentionPeriodHours())
                    .isEqualTo(48);
        });
    }

    @Test
    void aBatchReportsEachRecord() {
        CALLER.run(() -> {
            create(2);
            var entries = IntStream.range(0, 500)
                    .mapToObj(i -> PutRecordsRequestEntry.builder()
                            .partitionKey("k" + i)
                            .data(SdkBytes.fromUtf8String("d" + i))
                            .build())
                    .toList();
            var answer = kinesis().putRecords(b -> b.streamName("s").records(entries));
            assertThat(answer.failedRecordCount()).isZero();
            assertThat(answer.records())
                    .extracting(PutRecordsResultEntry::sequenceNumber)
                    .doesNotHaveDuplicates()
                    .isSorted();
        });
    }

    @Test
    void aShardThatIsLimitedRefusesWhatIsTooMuch() {
        try (var limited = TestPlatform.open()) {
            limited.services().add(KinesisClient.class, () -> Kinesis.on(limited, true));
            CALLER.run(() -> {
                var client = limited.client(KinesisClient.class);
                client.createStream(b -> b.streamName("s").shardCount(1));
                var record = PutRecordsRequestEntry.builder()
                        .partitionKey("k")
                        .data(SdkBytes.fromByteArray(new byte[600_000]))
                        .build();
                var answer = client.putRecords(b -> b.streamName("s").records(record, record));
                assertThat(answer.failedRecordCount()).isEqualTo(1);
                assertThat(answer.records().getLast().errorCode()).isEqualTo("ProvisionedThroughputExceededException");
                assertThatThrownBy(() -> client.putRecord(
                                b -> b.streamName("s").partitionKey("k").data(record.data())))
                        .isInstanceOf(ProvisionedThroughputExceededException.class);
                limited.clock().advance(Duration.ofSeconds(1));
                client.putRecord(b -> b.streamName("s").partitionKey("k").data(record.data()));
            });
        }
    }

    @Test
    void consumersAndTagsAndPoliciesAreKept() {
        CALLER.run(() -> {
            create(1);
            var arn = kinesis()
                    .describeStream(b -> b.streamName("s"))
                    .streamDescription()
                    .streamARN();
            var consumer = kinesis()
                    .registerStreamConsumer(b -> b.streamARN(arn).consumerName("c"))
                    .consumer();
            assertThat(consumer.consumerARN()).isEqualTo(arn + "/consumer/c:1767225600");
            assertThat(kinesis().listStreamConsumers(b -> b.streamARN(arn)).consumers())
                    .containsExactly(consumer);
            assertThatThrownBy(() -> kinesis().deleteStream(b -> b.streamName("s")))
                    .isInstanceOf(ResourceInUseException.class);
            kinesis().addTagsToStream(b -> b.streamName("s").tags(Map.of("a", "b")));
            assertThat(kinesis().listTagsForResource(b -> b.resourceARN(arn)).tags())
                    .singleElement()
                    .satisfies(tag -> assertThat(tag.value()).isEqualTo("b"));
            kinesis().deregisterStreamConsumer(b -> b.consumerARN(consumer.consumerARN()));
            kinesis().deleteStream(b -> b.streamName("s"));
            assertThat(kinesis().listStreams(b -> {}).streamNames()).isEmpty();
        });
    }

    @Test
    void recordsAndNumbersGoOnAfterARestart(@TempDir Path data) {
        String before;
        try (var first = LocalPlatform.open(data, TestPlatform.options(1))) {
            first.services().add(KinesisClient.class, () -> Kinesis.on(first));
            first.ready();
            before = CALLER.call(() -> {
                var client = first.client(KinesisClient.class);
                client.createStream(b -> b.streamName("s").shardCount(1));
                client.putRecord(b -> b.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("one")));
                return client.putRecord(b -> b.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("two")))
                        .sequenceNumber();
            });
        }
        try (var second = LocalPlatform.open(data, TestPlatform.options(2))) {
            second.services().add(KinesisClient.class, () -> Kinesis.on(second));
            second.ready();
            CALLER.run(() -> {
                var client = second.client(KinesisClient.class);
                var after = client.putRecord(
                                b -> b.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("three")))
                        .sequenceNumber();
                assertThat(after).isGreaterThan(before);
                var iterator = client.getShardIterator(b -> b.streamName("s")
                                .shardId("shardId-000000000000")
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                assertThat(client.getRecords(b -> b.shardIterator(iterator)).records())
                        .extracting(record -> record.data().asUtf8String())
                        .containsExactly("one", "two", "three");
            });
        }
    }

    @Test
    void whatIsOnDiskStaysReadable() {
        Golden.check(
                "kinesis/streams",
                DataStream.FORMAT,
                new DataStream(
                        "s",
                        "id",
                        TestPlatform.START,
                        "PROVISIONED",
                        24,
                        List.of(new KeptShard(
                                1, 0, 2, BigInteger.ZERO, BigInteger.TEN, 5, 9L, Instant.ofEpochSecond(1))),
                        3,
                        "alias/aws/kinesis",
                        List.of("AAEC"),
                        List.of("IncomingBytes"),
                        1024,
                        Map.of("a", "b"),
                        "{}",
                        List.of(TestPlatform.START),
                        List.of(TestPlatform.START)));
        Golden.check("kinesis/records", StoredRecord.FORMAT, new StoredRecord(1_000, "key", -1, new byte[] {1, 2, 3}));
        Golden.check(
                "kinesis/consumers",
                KeptConsumer.FORMAT,
                new KeptConsumer("c", "s", "arn", TestPlatform.START, Map.of("a", "b"), "{}"));
    }
}
