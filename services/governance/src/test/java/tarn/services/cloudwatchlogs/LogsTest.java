package tarn.services.cloudwatchlogs;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Groups, streams, what is written into them and read again. */
class LogsTest {

    private static final long NOW = TestPlatform.START.toEpochMilli();

    @RegisterExtension
    final Governance governance = new Governance();

    private CloudWatchLogsClient logs() {
        return governance.logs();
    }

    @BeforeEach
    void begin() {
        TestPlatform.CALLER.run(() -> {
            logs().createLogGroup(b -> b.logGroupName("app"));
            logs().createLogStream(b -> b.logGroupName("app").logStreamName("one"));
        });
    }

    private static InputLogEvent event(long time, String message) {
        return InputLogEvent.builder().timestamp(time).message(message).build();
    }

    private PutLogEventsResponse put(String stream, InputLogEvent... events) {
        return logs().putLogEvents(
                        b -> b.logGroupName("app").logStreamName(stream).logEvents(events));
    }

    private List<String> filter(String pattern) {
        return logs().filterLogEvents(b -> b.logGroupName("app").filterPattern(pattern)).events().stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    @Test
    void groupsAndStreamsAreMadeOnceFoundAndRemoved() {
        refused(
                400,
                "ResourceAlreadyExistsException",
                "The specified log group already exists",
                () -> logs().createLogGroup(b -> b.logGroupName("app")));
        refused(
                400,
                "ResourceAlreadyExistsException",
                "The specified log stream already exists",
                () -> logs().createLogStream(b -> b.logGroupName("app").logStreamName("one")));
        refused(
                400,
                "ResourceNotFoundException",
                "The specified log group does not exist.",
                () -> logs().createLogStream(b -> b.logGroupName("none").logStreamName("one")));
        logs().createLogGroup(b -> b.logGroupName("app/b").tags(Map.of("team", "x")));
        assertThat(logs().describeLogGroups(b -> b.logGroupNamePrefix("app")).logGroups())
                .extracting(LogGroup::arn)
                .containsExactly(
                        "arn:aws:logs:us-east-1:123456789012:log-group:app:*",
                        "arn:aws:logs:us-east-1:123456789012:log-group:app/b:*");
        assertThat(logs().describeLogGroupsPaginator(b -> b.limit(1)).logGroups())
                .hasSize(2);
        assertThat(logs().listTagsForResource(b -> b.resourceArn("arn:aws:logs:us-east-1:123456789012:log-group:app/b"))
                        .tags())
                .containsEntry("team", "x");
        put("one", event(NOW, "hello"));
        logs().deleteLogGroup(b -> b.logGroupName("app"));
        logs().createLogGroup(b -> b.logGroupName("app"));
        refused(
                400,
                "ResourceNotFoundException",
                "The specified log stream does not exist.",
                () -> put("one", event(NOW, "hello")));
        logs().createLogStream(b -> b.logGroupName("app").logStreamName("one"));
        assertThat(logs().getLogEvents(b -> b.logGroupName("app").logStreamName("one"))
                        .events())
                .isEmpty();
    }

    @Test
    void limitsOfABatchAreKept() {
        refused(
                400,
                "InvalidParameterException",
                "Log events in a single PutLogEvents request must be in chronological order.",
                () -> put("one", event(NOW, "b"), event(NOW - 1, "a")));
        refused(
                400,
                "InvalidParameterException",
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
                () -> put("one", event(NOW - Duration.ofHours(25).toMillis(), "a"), event(NOW, "b")));
        refused(
                400,
                "InvalidParameterException",
                "Upload too large: 1048602 bytes exceeds limit of 1048576",
                () -> put("one", event(NOW, "x".repeat(1_048_576))));
    }

    @Test
    void eventsTooOldOrTooNewAreNamedAndTheRestIsKept() {
        long old = NOW - Duration.ofDays(14).toMillis() - 1;
        assertThat(put("one", event(old, "old"), event(old + 1, "edge")).rejectedLogEventsInfo())
                .satisfies(info -> assertThat(info.tooOldLogEventEndIndex()).isEqualTo(1))
                .satisfies(info -> assertThat(info.tooNewLogEventStartIndex()).isNull());
        long ahead = NOW + Duration.ofHours(2).toMillis();
        assertThat(put("one", event(ahead, "edge"), event(ahead + 1, "new"))
                        .rejectedLogEventsInfo()
                        .tooNewLogEventStartIndex())
                .isEqualTo(1);
        logs().putRetentionPolicy(b -> b.logGroupName("app").retentionInDays(1));
        assertThat(put("one", event(NOW - Duration.ofDays(2).toMillis(), "expired"))
                        .rejectedLogEventsInfo()
                        .expiredLogEventEndIndex())
                .isEqualTo(1);
        assertThat(filter("")).containsExactly("edge");
    }

    @Test
    void tokensLeadForwardAndBackAndStandStillAtTheEnds() {
        for (int i = 0; i < 25; i++) {
            put("one", event(NOW + i, "line " + i));
        }
        var newest = logs().getLogEvents(
                        b -> b.logGroupName("app").logStreamName("one").limit(10));
        assertThat(texts(newest.events())).isEqualTo(lines(15, 25));
        var before = logs().getLogEvents(b ->
                b.logGroupName("app").logStreamName("one").limit(10).nextToken(newest.nextBackwardToken()));
        assertThat(texts(before.events())).isEqualTo(lines(5, 15));
        var first = logs().getLogEvents(b ->
                b.logGroupName("app").logStreamName("one").limit(10).nextToken(before.nextBackwardToken()));
        assertThat(texts(first.events())).isEqualTo(lines(0, 5));
        var none = logs().getLogEvents(
                        b -> b.logGroupName("app").logStreamName("one").nextToken(first.nextBackwardToken()));
        assertThat(none.events()).isEmpty();
        assertThat(none.nextBackwardToken()).isEqualTo(first.nextBackwardToken());
        assertThat(texts(logs().getLogEvents(
                                b -> b.logGroupName("app").logStreamName("one").nextToken(none.nextForwardToken()))
                        .events()))
                .isEqualTo(lines(0, 25));
        var end = logs().getLogEvents(
                        b -> b.logGroupName("app").logStreamName("one").nextToken(newest.nextForwardToken()));
        assertThat(end.nextForwardToken()).isEqualTo(newest.nextForwardToken());
        put("one", event(NOW + 25, "line 25"));
        assertThat(texts(logs().getLogEvents(
                                b -> b.logGroupName("app").logStreamName("one").nextToken(end.nextForwardToken()))
                        .events()))
                .containsExactly("line 25");
        refused(
                400,
                "InvalidParameterException",
                "The specified nextToken is invalid.",
                () -> logs().getLogEvents(
                                b -> b.logGroupName("app").logStreamName("one").nextToken("f/1/s")));
    }

    private static List<String> texts(List<OutputLogEvent> events) {
        return events.stream().map(OutputLogEvent::message).toList();
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    /** Random batches over streams, with late ones among them, against a list; in order, forward and backward. */
    @Test
    void everyLineIsReadOnceAndInOrderHoweverItCame() {
        for (long seed = 1; seed <= 3; seed++) {
            check(seed);
        }
    }

    private record Written(long time, String stream, String message) {}

    private void check(long seed) {
        var random = new Random(seed);
        var group = "random" + seed;
        logs().createLogGroup(b -> b.logGroupName(group));
        var written = new ArrayList<Written>();
        for (var stream : List.of("a", "b", "c")) {
            logs().createLogStream(b -> b.logGroupName(group).logStreamName(stream));
        }
        for (int i = 0; i < 300; i++) {
            var stream = List.of("a", "b", "c").get(random.nextInt(3));
            long time = NOW - random.nextInt(random.nextInt(10) == 0 ? 100_000 : 100);
            var events = new ArrayList<InputLogEvent>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                var message = "m" + written.size();
                events.add(event(time, message));
                written.add(new Written(time, stream, message));
                time += random.nextInt(3);
            }
            logs().putLogEvents(b -> b.logGroupName(group).logStreamName(stream).logEvents(events));
        }
        for (var stream : List.of("a", "b", "c")) {
            var expected = sorted(written.stream().filter(line -> line.stream().equals(stream)));
            assertThat(texts(logs().getLogEvents(b ->
                                    b.logGroupName(group).logStreamName(stream).startFromHead(true))
                            .events()))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(texts(logs().getLogEvents(b -> b.logGroupName(group).logStreamName(stream))
                            .events()))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
        var paged = logs().filterLogEventsPaginator(b -> b.logGroupName(group).limit(7)).events().stream()
                .toList();
        assertThat(paged).as("seed %d", seed).hasSize(written.size());
        assertThat(paged.stream().map(FilteredLogEvent::timestamp)).isSorted();
        assertThat(paged.stream().map(FilteredLogEvent::message))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(
                        written.stream().map(Written::message).toList());
    }

    private static List<String> sorted(Stream<Written> lines) {
        return lines.sorted(Comparator.comparingLong(Written::time))
                .map(Written::message)
                .toList();
    }

    @Test
    void patternsOfTermsFind() {
        put("one", event(NOW, "[ERROR] disk full"), event(NOW, "[WARN] disk slow"), event(NOW, "ok"));
        assertThat(filter("disk")).hasSize(2);
        assertThat(filter("ERROR disk")).containsExactly("[ERROR] disk full");
        assertThat(filter("?ERROR ?ok")).containsExactly("[ERROR] disk full", "ok");
        assertThat(filter("disk -slow")).containsExactly("[ERROR] disk full");
        assertThat(filter("\"disk slow\"")).containsExactly("[WARN] disk slow");
        assertThat(filter("%WARN|ok%")).containsExactly("[WARN] disk slow", "ok");
        refused(400, "InvalidParameterException", "Invalid filter pattern", () -> filter("[ERROR] full"));
        refused(400, "InvalidParameterException", "Invalid filter pattern", () -> filter("{ $.a = "));
    }

    @Test
    void patternsOfJsonFind() {
        put(
                "one",
                event(
                        NOW,
                        "{\"level\":\"ERROR\",\"size\":12,\"user\":{\"name\":\"ann\"},\"ok\":true,\"tags\":[\"x\",\"y\"]}"),
                event(NOW, "{\"level\":\"INFO\",\"size\":3,\"none\":null}"),
                event(NOW, "no json"));
        assertThat(filter("{ $.level = \"ERROR\" }")).hasSize(1);
        assertThat(filter("{ $.level = ERR* }")).hasSize(1);
        assertThat(filter("{ $.level != \"ERROR\" }")).hasSize(1);
        assertThat(filter("{ $.size > 2 && $.size <= 12 }")).hasSize(2);
        assertThat(filter("{ ($.size = 3 || $.user.name = \"ann\") && $.level = * }"))
                .hasSize(2);
        assertThat(filter("{ $.ok IS TRUE }")).hasSize(1);
        assertThat(filter("{ $.none IS NULL }")).hasSize(1);
        assertThat(filter("{ $.user NOT EXISTS }")).hasSize(1);
        assertThat(filter("{ $.tags[1] = \"y\" }")).hasSize(1);
        assertThat(filter("{ $.level = %^IN% }")).hasSize(1);
    }

    @Test
    void patternsOfFieldsFind() {
        put(
                "one",
                event(NOW, "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 200 1534"),
                event(NOW, "127.0.0.1 - bob [10/Oct/2000:13:35:22 -0700] \"GET /a.gif HTTP/1.0\" 404 5324"),
                event(NOW, "short"));
        assertThat(filter("[ip, id, user, time, request, status, bytes]")).hasSize(2);
        assertThat(filter("[ip, id, user, time, request, status = 4*, bytes > 1000]"))
                .singleElement()
                .asString()
                .contains("bob");
        assertThat(filter("[..., request = *html*, status, bytes]"))
                .singleElement()
                .asString()
                .contains("frank");
        assertThat(filter("[ip, id, user, ..., status = 404 || status = 200, bytes]"))
                .hasSize(2);
    }

    @Test
    void whatIsOlderThanItsGroupKeepsItIsHiddenAndGoes() {
        put("one", event(NOW, "first"));
        logs().putRetentionPolicy(b -> b.logGroupName("app").retentionInDays(3));
        governance.platform().clock().advance(Duration.ofDays(2));
        put("one", event(NOW + Duration.ofDays(2).toMillis(), "second"));
        assertThat(filter("")).containsExactly("first", "second");
        governance.platform().clock().advance(Duration.ofHours(25));
        assertThat(filter("")).containsExactly("second");
        governance.platform().clock().advance(Duration.ofDays(1));
        logs().deleteRetentionPolicy(b -> b.logGroupName("app"));
        assertThat(filter("")).containsExactly("second");
        assertThat(logs().describeLogGroups(b -> {}).logGroups().getFirst().storedBytes())
                .isEqualTo(32);
    }

    @Test
    void linesOfAGroupUnderAKeyAreReadWithTheKeyOnly() {
        var key = governance.kms().createKey().keyMetadata();
        logs().associateKmsKey(b -> b.logGroupName("app").kmsKeyId(key.arn()));
        for (int i = 0; i < 20; i++) {
            put("one", event(NOW + i, "secret " + i));
        }
        assertThat(filter("secret")).hasSize(20);
        logs().disassociateKmsKey(b -> b.logGroupName("app"));
        put("one", event(NOW + 30, "open"));
        assertThat(filter("")).hasSize(21);
        logs().associateKmsKey(b -> b.logGroupName("app").kmsKeyId(key.arn()));
        governance.kms().disableKey(b -> b.keyId(key.keyId()));
        governance.platform().clock().advance(Duration.ofMinutes(6));
        refused(
                400,
                "InvalidParameterException",
                "The KMS key of the log group cannot be used: " + key.arn() + " is disabled.",
                () -> filter("secret"));
    }

    @Test
    void streamsAreListedByTheTimeOfTheirLastEvent() {
        logs().createLogStream(b -> b.logGroupName("app").logStreamName("two"));
        put("one", event(NOW, "later"));
        put("two", event(NOW - 5, "earlier"));
        assertThat(logs().describeLogStreams(b -> b.logGroupName("app")
                                .orderBy(OrderBy.LAST_EVENT_TIME)
                                .descending(true))
                        .logStreams())
                .extracting(stream -> stream.logStreamName())
                .containsExactly("one", "two");
        refused(
                400,
                "InvalidParameterException",
                "Cannot order by LastEventTime with a logStreamNamePrefix.",
                () -> logs().describeLogStreams(b ->
                        b.logGroupName("app").orderBy(OrderBy.LAST_EVENT_TIME).logStreamNamePrefix("o")));
    }

    @Test
    void whatIsSensitiveIsMaskedWhenItIsShown() {
        logs().putDataProtectionPolicy(b -> b.logGroupIdentifier("app").policyDocument("""
            {"Name": "p", "Version": "2021-06-01", "Statement": [
             {"DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
              "Operation": {"Audit": {"FindingsDestination": {}}}},
             {"DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
              "Operation": {"Deidentify": {"MaskConfig": {}}}}]}\
            """));
        put("one", event(NOW, "mail of ann@example.com"));
        assertThat(filter("mail")).containsExactly("mail of ***************");
        assertThat(logs().getLogEvents(
                                b -> b.logGroupName("app").logStreamName("one").unmask(true))
                        .events()
                        .getFirst()
                        .message())
                .isEqualTo("mail of ann@example.com");
        refused(
                400,
                "InvalidParameterException",
                "The data identifier arn:aws:dataprotection::aws:data-identifier/Unknown is not supported.",
                () -> logs().putDataProtectionPolicy(
                                b -> b.logGroupIdentifier("app").policyDocument("""
                                    {"Name": "p", "Statement": [
                                     {"DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/Unknown"]}]}\
                                    """)));
    }

    @Test
    void queriesAreKeptUnderAName() {
        var id = logs().putQueryDefinition(b -> b.name("errors").queryString("filter level = 'ERROR'"))
                .queryDefinitionId();
        assertThat(logs().describeQueryDefinitions(b -> b.queryDefinitionNamePrefix("err"))
                        .queryDefinitions())
                .singleElement()
                .satisfies(
                        definition -> assertThat(definition.queryDefinitionId()).isEqualTo(id));
        assertThat(logs().deleteQueryDefinition(b -> b.queryDefinitionId(id)).success())
                .isTrue();
    }
}
