package tarn.services.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.ConcurrentModificationException;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.firehose.model.ProcessorParameterName;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.kinesis.Kinesis;

/** Delivery streams: what is put comes out whole, when it is old enough or there is enough, whatever fails between. */
class DeliveryTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROLE = "arn:aws:iam::123456789012:role/firehose";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:change";

    @TempDir
    private Path folder;

    private final Peers.Shelf shelf = new Peers.Shelf();
    private final Peers.Functions functions = new Peers.Functions();
    private LocalPlatform platform;

    @BeforeEach
    void open() throws IOException {
        platform = LocalPlatform.open(folder, TestPlatform.options(42));
        platform.services()
                .add(FirehoseClient.class, () -> Firehose.on(platform))
                .add(S3Client.class, shelf::service)
                .add(LambdaClient.class, functions::service);
        platform.ready();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private FirehoseClient firehose() {
        return platform.client(FirehoseClient.class);
    }

    private void create(Consumer<ExtendedS3DestinationConfiguration.Builder> more) {
        CALLER.run(() -> firehose()
                .createDeliveryStream(b -> b.deliveryStreamName("s").extendedS3DestinationConfiguration(s3 -> {
                    s3.roleARN(ROLE).bucketARN("arn:aws:s3:::lake");
                    more.accept(s3);
                })));
    }

    private void put(String... texts) {
        CALLER.run(() -> firehose()
                .putRecordBatch(b -> b.deliveryStreamName("s")
                        .records(List.of(texts).stream()
                                .map(text -> Record.builder()
                                        .data(SdkBytes.fromUtf8String(text))
                                        .build())
                                .toList())));
    }

    private static Processor processor(ProcessorType type, Map<ProcessorParameterName, String> parameters) {
        return Processor.builder()
                .type(type)
                .parameters(parameters.entrySet().stream()
                        .map(each -> ProcessorParameter.builder()
                                .parameterName(each.getKey())
                                .parameterValue(each.getValue())
                                .build())
                        .toList())
                .build();
    }

    private static Processor lambda() {
        return processor(ProcessorType.LAMBDA, Map.of(ProcessorParameterName.LAMBDA_ARN, FUNCTION));
    }

    private String only() {
        assertThat(shelf.objects).hasSize(1);
        return shelf.texts().values().iterator().next();
    }

    @Test
    void recordsWaitUntilTheyAreOldEnough() {
        create(s3 -> {});
        put("a", "b");
        platform.clock().advance(Duration.ofSeconds(299));
        assertThat(shelf.objects).isEmpty();
        put("c");
        platform.clock().advance(Duration.ofSeconds(1));
        assertThat(only()).isEqualTo("abc");
        assertThat(shelf.objects.keySet().iterator().next())
                .matches("2026/01/01/00/s-1-2026-01-01-00-05-00-[0-9a-f-]{36}");
        put("d");
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(shelf.texts().values()).containsExactlyInAnyOrder("abc", "d");
    }

    @Test
    void aRecordThatIsAcknowledgedSurvivesTheProcess() throws IOException {
        create(s3 -> {});
        put("a");
        platform.close();
        open();
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(only()).isEqualTo("a");
        put("b");
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(shelf.texts().values()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aDestinationThatIsAwayIsTriedUntilItIsBack() {
        create(s3 -> s3.bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(60)));
        shelf.away = true;
        put("a");
        platform.clock().advance(Duration.ofMinutes(3));
        put("b");
        platform.clock().advance(Duration.ofMinutes(30));
        assertThat(shelf.objects).isEmpty();
        shelf.away = false;
        platform.clock().advance(Duration.ofMinutes(6));
        assertThat(only()).isEqualTo("ab");
    }

    @Test
    void aFullBufferIsDeliveredAtOnce() {
        create(s3 -> s3.bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(900)));
        var large = "x".repeat(600_000);
        put(large);
        put(large);
        await(() -> !shelf.objects.isEmpty());
        assertThat(only()).isEqualTo(large + large);
    }

    private static void await(java.util.function.BooleanSupplier until) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!until.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(until.getAsBoolean()).isTrue();
    }

    @Test
    void objectsArePacked() throws IOException {
        create(s3 -> s3.compressionFormat(CompressionFormat.GZIP).prefix("logs/"));
        put("a", "b");
        platform.clock().advance(Duration.ofMinutes(5));
        var object = shelf.objects.entrySet().iterator().next();
        assertThat(object.getKey()).startsWith("logs/2026/01/01/00/s-1-").endsWith(".gz");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(object.getValue()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("ab");
        }
    }

    @Test
    void aFunctionChangesDropsAndFailsRecords() throws IOException {
        create(s3 -> s3.prefix("good/")
                .errorOutputPrefix("bad/!{firehose:error-output-type}/")
                .s3BackupMode(S3BackupMode.ENABLED)
                .s3BackupConfiguration(backup ->
                        backup.roleARN(ROLE).bucketARN("arn:aws:s3:::lake").prefix("raw/"))
                .processingConfiguration(p -> p.enabled(true).processors(lambda())));
        functions.answer = event -> {
            var answer = JSON.createObjectNode();
            var records = answer.putArray("records");
            for (var record : event.path("records")) {
                var text = new String(
                        Base64.getDecoder().decode(record.path("data").asText()), StandardCharsets.UTF_8);
                var next = records.addObject()
                        .put("recordId", record.path("recordId").asText());
                next.put("result", text.equals("keep") ? "Ok" : text.equals("drop") ? "Dropped" : "ProcessingFailed");
                next.put("data", Base64.getEncoder().encodeToString((text + "!").getBytes(StandardCharsets.UTF_8)));
            }
            return answer;
        };
        put("keep", "drop", "fail");
        platform.clock().advance(Duration.ofMinutes(5));
        var texts = shelf.texts();
        assertThat(texts).hasSize(3);
        texts.forEach((key, text) -> {
            if (key.startsWith("good/2026/")) {
                assertThat(text).isEqualTo("keep!");
            } else if (key.startsWith("raw/2026/")) {
                assertThat(text).isEqualTo("keepdropfail");
            } else {
                assertThat(key).startsWith("bad/processing-failed/s-1-");
                assertThat(text).contains("Lambda.ProcessingFailedStatus", FUNCTION);
                assertThat(raw(text)).isEqualTo("fail");
            }
        });
    }

    private static String raw(String line) {
        try {
            return new String(
                    Base64.getDecoder()
                            .decode(JSON.readTree(line).path("rawData").asText()),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFunctionThatFailsIsCalledAgainAndThenTheRecordsAreKeptAsFailed() {
        create(s3 -> s3.processingConfiguration(p -> p.enabled(true).processors(lambda())));
        functions.error = java.util.Optional.of("Unhandled");
        put("a");
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(functions.calls).hasValue(4);
        assertThat(shelf.objects.keySet().iterator().next()).startsWith("processing-failed/2026/01/01/00/s-1-");
        assertThat(raw(only())).isEqualTo("a");
    }

    @Test
    void recordsLieByTheirKeys() {
        create(s3 -> s3.bufferingHints(hints -> hints.sizeInMBs(64).intervalInSeconds(60))
                .prefix("c=!{partitionKeyFromQuery:customer}/d=!{timestamp:yyyy-MM-dd}/")
                .errorOutputPrefix("bad/!{firehose:error-output-type}/")
                .dynamicPartitioningConfiguration(d -> d.enabled(true))
                .processingConfiguration(p -> p.enabled(true)
                        .processors(
                                processor(
                                        ProcessorType.RECORD_DE_AGGREGATION,
                                        Map.of(ProcessorParameterName.SUB_RECORD_TYPE, "JSON")),
                                processor(
                                        ProcessorType.METADATA_EXTRACTION,
                                        Map.of(
                                                ProcessorParameterName.JSON_PARSING_ENGINE, "JQ-1.6",
                                                ProcessorParameterName.METADATA_EXTRACTION_QUERY,
                                                        "{customer: (.id | ascii_downcase), secret: env.HOME}")),
                                processor(ProcessorType.APPEND_DELIMITER_TO_RECORD, Map.of()))));
        put("{\"id\":\"A\"}{\"id\":\"B\"}", "{\"id\":\"a\"}", "no json", "{\"id\":7}");
        platform.clock().advance(Duration.ofMinutes(1));
        // The query asks for what lies in the server's environment, which is not there: every record fails.
        assertThat(shelf.objects.keySet()).allSatisfy(key -> assertThat(key).startsWith("bad/processing-failed/"));
        shelf.objects.clear();
        CALLER.run(() -> firehose()
                .updateDestination(b -> b.deliveryStreamName("s")
                        .currentDeliveryStreamVersionId("1")
                        .destinationId("destinationId-000000000001")
                        .extendedS3DestinationUpdate(s3 -> s3.processingConfiguration(p -> p.enabled(true)
                                .processors(
                                        processor(
                                                ProcessorType.RECORD_DE_AGGREGATION,
                                                Map.of(ProcessorParameterName.SUB_RECORD_TYPE, "JSON")),
                                        processor(
                                                ProcessorType.METADATA_EXTRACTION,
                                                Map.of(
                                                        ProcessorParameterName.JSON_PARSING_ENGINE, "JQ-1.6",
                                                        ProcessorParameterName.METADATA_EXTRACTION_QUERY,
                                                                "{customer: (.id | ascii_downcase)}")),
                                        processor(ProcessorType.APPEND_DELIMITER_TO_RECORD, Map.of()))))));
        put("{\"id\":\"A\"} {\"id\":\"B\"}", "{\"id\":\"a\"}", "no json", "{\"id\":7}");
        platform.clock().advance(Duration.ofMinutes(1));
        assertThat(shelf.texts().entrySet().stream()
                        .map(each -> each.getKey().replaceFirst("s-2-.*", "") + " "
                                + each.getValue().lines().count()))
                .containsExactly("bad/processing-failed/ 2", "c=a/d=2026-01-01/ 2", "c=b/d=2026-01-01/ 1");
    }

    @Test
    void anEndpointThatRefusesIsTriedForItsTimeAndThenTheRecordsLieInS3() throws IOException {
        List<String> bodies = new CopyOnWriteArrayList<>();
        var keys = new CopyOnWriteArrayList<String>();
        var status = new int[] {500};
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/in", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(exchange.getRequestHeaders().getFirst("X-Amz-Firehose-Access-Key"));
            var id = exchange.getRequestHeaders().getFirst("X-Amz-Firehose-Request-Id");
            var answer = ("{\"requestId\":\"" + id + "\",\"timestamp\":1}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status[0], answer.length);
            try (var out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        server.start();
        try {
            CALLER.run(() -> firehose()
                    .createDeliveryStream(b -> b.deliveryStreamName("s")
                            .httpEndpointDestinationConfiguration(http -> http.endpointConfiguration(
                                            endpoint -> endpoint.url("http://127.0.0.1:"
                                                            + server.getAddress()
                                                                    .getPort() + "/in")
                                                    .accessKey("sesame"))
                                    .retryOptions(retry -> retry.durationInSeconds(60))
                                    .s3Configuration(s3 -> s3.roleARN(ROLE).bucketARN("arn:aws:s3:::lake")))));
            put("one");
            platform.clock().advance(Duration.ofMinutes(5));
            assertThat(bodies).isNotEmpty();
            assertThat(shelf.objects).isEmpty();
            platform.clock().advance(Duration.ofMinutes(5));
            assertThat(raw(only())).isEqualTo("one");
            assertThat(shelf.objects.keySet().iterator().next()).startsWith("http-endpoint-failed/2026/");
            bodies.clear();
            status[0] = 200;
            put("two");
            platform.clock().advance(Duration.ofMinutes(5));
            assertThat(bodies).hasSize(1);
            assertThat(keys).containsOnly("sesame");
            var sent = (ObjectNode) JSON.readTree(bodies.getFirst());
            assertThat(Base64.getDecoder()
                            .decode(sent.path("records").path(0).path("data").asText()))
                    .asString()
                    .isEqualTo("two");
            assertThat(shelf.objects).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatIsWrongIsNamed() {
        create(s3 -> {});
        assertThatThrownBy(() -> create(s3 -> {})).isInstanceOf(ResourceInUseException.class);
        CALLER.run(() -> {
            assertThatThrownBy(() -> firehose().deleteDeliveryStream(b -> b.deliveryStreamName("none")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Firehose none under account 123456789012 not found.");
            assertThatThrownBy(() -> firehose()
                            .updateDestination(b -> b.deliveryStreamName("s")
                                    .currentDeliveryStreamVersionId("7")
                                    .destinationId("destinationId-000000000001")
                                    .extendedS3DestinationUpdate(s3 -> s3.prefix("x/"))))
                    .isInstanceOf(ConcurrentModificationException.class);
            firehose().deleteDeliveryStream(b -> b.deliveryStreamName("s"));
        });
        for (var prefix :
                List.of("!{time:yyyy}", "!{timestamp:bbbb}", "!{firehose:error-output-type}", "!{timestamp:yyyy}")) {
            assertThatThrownBy(() -> create(s3 -> s3.prefix(prefix))).isInstanceOf(InvalidArgumentException.class);
        }
        assertThatThrownBy(() -> create(s3 -> s3.dataFormatConversionConfiguration(c -> c.enabled(true))))
                .isInstanceOf(InvalidArgumentException.class);
        CALLER.run(() -> assertThatThrownBy(() -> firehose()
                        .createDeliveryStream(b -> b.deliveryStreamName("r")
                                .splunkDestinationConfiguration(s -> s.hecEndpoint("https://a.b"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Splunk as a destination is not carried"));
        assertThat(CALLER.call(() -> firehose().listDeliveryStreams(b -> {}).deliveryStreamNames()))
                .isEmpty();
    }

    @Test
    void aDataStreamIsReadFromNowOn() throws IOException {
        platform.close();
        platform = LocalPlatform.open(folder, TestPlatform.options(42));
        platform.services()
                .add(FirehoseClient.class, () -> Firehose.on(platform))
                .add(KinesisClient.class, () -> Kinesis.on(platform))
                .add(S3Client.class, shelf::service);
        platform.ready();
        CALLER.run(() -> {
            var kinesis = platform.client(KinesisClient.class);
            kinesis.createStream(b -> b.streamName("k").shardCount(2));
            platform.clock().advance(Duration.ofSeconds(1));
            kinesis.putRecord(b -> b.streamName("k").partitionKey("p").data(SdkBytes.fromUtf8String("before")));
            platform.clock().advance(Duration.ofSeconds(1));
            firehose()
                    .createDeliveryStream(b -> b.deliveryStreamName("s")
                            .deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                            .kinesisStreamSourceConfiguration(source -> source.roleARN(ROLE)
                                    .kinesisStreamARN("arn:aws:kinesis:us-east-1:123456789012:stream/k"))
                            .extendedS3DestinationConfiguration(s3 -> s3.roleARN(ROLE)
                                    .bucketARN("arn:aws:s3:::lake")
                                    .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(0))));
            IntStream.range(0, 20)
                    .forEach(i -> kinesis.putRecord(
                            b -> b.streamName("k").partitionKey("p" + i).data(SdkBytes.fromUtf8String("<" + i + ">"))));
        });
        await(() -> {
            platform.clock().advance(Duration.ofMillis(1));
            return String.join("", shelf.texts().values()).length() >= 70;
        });
        var all = String.join("", shelf.texts().values());
        assertThat(all).hasSize(70).doesNotContain("before");
        IntStream.range(0, 20).forEach(i -> assertThat(all).containsOnlyOnce("<" + i + ">"));
        CALLER.run(() -> assertThatThrownBy(() -> put("direct")).isInstanceOf(InvalidArgumentException.class));
    }

    @Test
    void pagesOfStreamsFollowTheirNames() {
        IntStream.range(0, 12)
                .forEach(i -> CALLER.run(() -> firehose()
                        .createDeliveryStream(b -> b.deliveryStreamName("s%02d".formatted(i))
                                .extendedS3DestinationConfiguration(
                                        s3 -> s3.roleARN(ROLE).bucketARN("arn:aws:s3:::lake")))));
        var names = new ArrayList<String>();
        CALLER.run(() -> {
            var page = firehose().listDeliveryStreams(b -> {});
            names.addAll(page.deliveryStreamNames());
            assertThat(page.hasMoreDeliveryStreams()).isTrue();
            page = firehose().listDeliveryStreams(b -> b.exclusiveStartDeliveryStreamName(names.getLast()));
            names.addAll(page.deliveryStreamNames());
            assertThat(page.hasMoreDeliveryStreams()).isFalse();
        });
        assertThat(names).hasSize(12).isSorted();
    }
}
