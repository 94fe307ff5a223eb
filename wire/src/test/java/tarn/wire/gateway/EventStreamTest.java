package tarn.wire.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseEvent;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;
import tarn.kernel.EventAnswer;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.policy.Enforcement;
import tarn.wire.http.HttpServer;

/** Streams of events as the SDK's own decoder reads them, in the protocols that have them. */
class EventStreamTest {

    private final LocalPlatform platform = TestPlatform.open();
    private HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    static final class Selecting implements S3Client, Part {
        @SuppressWarnings("UnusedMethod") // an operation
        public SelectObjectContentResponse selectObjectContent(
                SelectObjectContentRequest request,
                EventAnswer<SelectObjectContentResponse, SelectObjectContentEventStream> answer) {
            if (request.key().equals("missing")) {
                throw NoSuchKeyException.builder().message("missing").build();
            }
            return answer.answer(SelectObjectContentResponse.builder().build(), events -> {
                events.send(SelectObjectContentEventStream.recordsBuilder()
                        .payload(SdkBytes.fromUtf8String(request.expression()))
                        .build());
                if (request.key().equals("broken")) {
                    throw new IllegalStateException("a bug");
                }
                if (request.key().equals("refused")) {
                    throw S3Exception.builder()
                            .statusCode(400)
                            .awsErrorDetails(software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                                    .errorCode("CSVParsingError")
                                    .errorMessage("bad line")
                                    .build())
                            .build();
                }
                events.send(SelectObjectContentEventStream.contBuilder().build());
                events.send(SelectObjectContentEventStream.statsBuilder()
                        .details(stats ->
                                stats.bytesScanned(5L).bytesProcessed(6L).bytesReturned(7L))
                        .build());
                events.send(SelectObjectContentEventStream.endBuilder().build());
            });
        }
    }

    static final class Subscribing implements KinesisClient, Part {
        @SuppressWarnings("UnusedMethod") // an operation
        public SubscribeToShardResponse subscribeToShard(
                SubscribeToShardRequest request,
                EventAnswer<SubscribeToShardResponse, SubscribeToShardEventStream> answer) {
            return answer.answer(SubscribeToShardResponse.builder().build(), events -> {
                events.send(SubscribeToShardEventStream.subscribeToShardEventBuilder()
                        .continuationSequenceNumber("12")
                        .millisBehindLatest(3L)
                        .build());
                throw ResourceNotFoundException.builder().message("gone").build();
            });
        }
    }

    static final class Invoking implements LambdaClient, Part {
        @SuppressWarnings("UnusedMethod") // an operation
        public InvokeWithResponseStreamResponse invokeWithResponseStream(
                InvokeWithResponseStreamRequest request,
                EventAnswer<InvokeWithResponseStreamResponse, InvokeWithResponseStreamResponseEvent> answer) {
            var response = InvokeWithResponseStreamResponse.builder()
                    .executedVersion("$LATEST")
                    .build();
            return answer.answer(response, events -> {
                events.send(InvokeWithResponseStreamResponseEvent.payloadChunkBuilder()
                        .payload(SdkBytes.fromUtf8String("chunk"))
                        .build());
                events.send(InvokeWithResponseStreamResponseEvent.invokeCompleteBuilder()
                        .errorCode("Runtime.Error")
                        .build());
            });
        }
    }

    private static final class NoControl implements Control {
        @Override
        public void reset(@Nullable String service, @Nullable String account) {}

        @Override
        public Map<String, String> engines() {
            return Map.of();
        }

        @Override
        public Instant started() {
            return TestPlatform.START;
        }

        @Override
        public String version() {
            return "test";
        }
    }

    @BeforeEach
    void open() throws IOException {
        platform.services()
                .add(S3Client.class, () -> Service.of(S3Client.class, new Selecting()))
                .add(KinesisClient.class, () -> Service.of(KinesisClient.class, new Subscribing()))
                .add(LambdaClient.class, () -> Service.of(LambdaClient.class, new Invoking()));
        var settings = new Settings(TestPlatform.ACCOUNT, "us-east-1", Enforcement.OFF, "127.0.0.1", Set.of());
        var gateway = new Gateway(settings, platform, platform.services(), new Usage(), new NoControl());
        server = HttpServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), gateway);
    }

    @AfterEach
    void close() {
        server.close();
        platform.close();
        http.close();
    }

    private HttpResponse<byte[]> post(String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<Message> messages(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        var messages = new ArrayList<Message>();
        // The decoder checks lengths and both checksums
        new MessageDecoder(messages::add).feed(answer.body());
        return messages;
    }

    private static List<String> header(List<Message> messages, String name) {
        return messages.stream()
                .map(message -> message.getHeaders().get(name))
                .map(value -> value == null ? "" : value.getString())
                .toList();
    }

    private static String payload(Message message) {
        return new String(message.getPayload(), UTF_8);
    }

    private HttpResponse<byte[]> select(String key, String expression) throws Exception {
        return post(
                "/bucket/" + key + "?select&select-type=2",
                "<SelectObjectContentRequest><Expression>" + expression
                        + "</Expression><ExpressionType>SQL</ExpressionType><InputSerialization/><OutputSerialization/>"
                        + "</SelectObjectContentRequest>");
    }

    @Test
    void eventsOfXmlAreFramed() throws Exception {
        var messages = messages(select("key", "SELECT"));
        assertThat(header(messages, ":event-type")).containsExactly("Records", "Cont", "Stats", "End");
        assertThat(header(messages, ":message-type")).containsOnly("event");
        assertThat(header(messages, ":content-type")).containsExactly("application/octet-stream", "", "text/xml", "");
        assertThat(payload(messages.getFirst())).isEqualTo("SELECT");
        assertThat(payload(messages.get(2)))
                .endsWith("<Stats><BytesScanned>5</BytesScanned><BytesProcessed>6</BytesProcessed>"
                        + "<BytesReturned>7</BytesReturned></Stats>");
    }

    @Test
    void aPayloadMayBeLarge() throws Exception {
        var text = String.join(
                ",", IntStream.range(0, 50_000).mapToObj(Integer::toString).toList());
        var messages = messages(select("key", text));
        assertThat(messages).hasSize(4);
        assertThat(payload(messages.getFirst())).isEqualTo(text);
    }

    @Test
    void whatIsRefusedBeforeTheFirstEventIsAPlainFault() throws Exception {
        var answer = select("missing", "SELECT");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), UTF_8)).contains("<Code>NoSuchKey</Code>");
    }

    @Test
    void aFaultAmidEventsIsTheLastMessage() throws Exception {
        var messages = messages(select("refused", "SELECT"));
        assertThat(header(messages, ":message-type")).containsExactly("event", "error");
        assertThat(header(messages, ":error-code").getLast()).isEqualTo("CSVParsingError");
        assertThat(header(messages, ":error-message").getLast()).isEqualTo("bad line");
    }

    @Test
    void aBugAmidEventsIsAnInternalError() throws Exception {
        var messages = messages(select("broken", "SELECT"));
        assertThat(header(messages, ":error-code").getLast()).isEqualTo("InternalError");
        assertThat(header(messages, ":error-message").getLast()).doesNotContain("a bug");
    }

    @Test
    void eventsOfJsonBeginWithTheResponseAndMayEndInAnException() throws Exception {
        var messages = messages(post(
                "/",
                "{\"ConsumerARN\":\"arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1\",\"ShardId\":\"s\","
                        + "\"StartingPosition\":{\"Type\":\"LATEST\"}}",
                "X-Amz-Target",
                "Kinesis_20131202.SubscribeToShard",
                "Content-Type",
                "application/x-amz-json-1.1"));
        assertThat(header(messages, ":event-type")).containsExactly("initial-response", "SubscribeToShardEvent", "");
        assertThat(payload(messages.get(1)))
                .isEqualTo("{\"ContinuationSequenceNumber\":\"12\",\"MillisBehindLatest\":3}");
        var last = messages.getLast().getHeaders();
        assertThat(last.get(":message-type")).isEqualTo(HeaderValue.fromString("exception"));
        assertThat(last.get(":exception-type")).isEqualTo(HeaderValue.fromString("ResourceNotFoundException"));
        assertThat(payload(messages.getLast())).contains("gone");
    }

    @Test
    void eventsOfRestJsonHaveTheirResponseInHeaders() throws Exception {
        var answer = post("/2021-11-15/functions/f/response-streaming-invocations", "");
        assertThat(answer.headers().firstValue("x-amz-executed-version")).contains("$LATEST");
        var messages = messages(answer);
        assertThat(header(messages, ":event-type")).containsExactly("PayloadChunk", "InvokeComplete");
        assertThat(payload(messages.getFirst())).isEqualTo("chunk");
        assertThat(payload(messages.getLast())).isEqualTo("{\"ErrorCode\":\"Runtime.Error\"}");
    }
}
