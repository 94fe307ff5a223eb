package tarn.services.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Integration.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.pattern.EventPattern;
import tarn.services.Integration;

/** Events find the targets of the rules that want them. */
class EventsTest {

    private static final String ORDERS =
            "{\"source\": [\"shop\"], \"detail\": {\"total\": [{\"numeric\": [\">\", 10]}]}}";

    @RegisterExtension
    final Integration integration = new Integration();

    private EventBridgeClient events() {
        return integration.client(EventBridgeClient.class);
    }

    private String queue(String name) {
        return integration.sqs().createQueue(q -> q.queueName(name)).queueUrl();
    }

    private String arn(String url) {
        return "arn:aws:sqs:us-east-1:" + TestPlatform.ACCOUNT
                + url.substring(url.lastIndexOf('/')).replace('/', ':');
    }

    /** The next message of a queue, which is waited for. */
    private Message received(String url) {
        return received(integration.sqs(), url);
    }

    private static Message received(SqsClient sqs, String url) {
        var messages = sqs.receiveMessage(
                        r -> r.queueUrl(url).waitTimeSeconds(20).messageAttributeNames("All"))
                .messages();
        assertThat(messages).as("a message in " + url).hasSize(1);
        sqs.deleteMessage(d -> d.queueUrl(url).receiptHandle(messages.getFirst().receiptHandle()));
        return messages.getFirst();
    }

    private boolean isEmpty(String url) {
        return integration.sqs().receiveMessage(r -> r.queueUrl(url)).messages().isEmpty();
    }

    private PutEventsResponse put(String source, String detail) {
        return events().putEvents(p -> p.entries(entry(source, detail)));
    }

    private static PutEventsRequestEntry entry(String source, String detail) {
        return PutEventsRequestEntry.builder()
                .source(source)
                .detailType("Order")
                .detail(detail)
                .build();
    }

    private void rule(String name, String pattern, Target... targets) {
        events().putRule(r -> r.name(name).eventPattern(pattern));
        assertThat(events().putTargets(t -> t.rule(name).targets(targets)).failedEntryCount())
                .isZero();
    }

    private static Target to(String arn) {
        return Target.builder().id("one").arn(arn).build();
    }

    @Test
    void anEventReachesTheQueueOfARuleThatWantsItAndNoOther() {
        var wanted = queue("wanted");
        var other = queue("other");
        rule("large", ORDERS, to(arn(wanted)));
        rule("else", "{\"source\": [\"bank\"]}", to(arn(other)));
        put("shop", "{\"total\": 5}");
        var id = put("shop", "{\"total\": 12.50}").entries().getFirst().eventId();
        var event = EventPattern.event(received(wanted).body());
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("version").asText()).isEqualTo("0");
        assertThat(event.path("detail-type").asText()).isEqualTo("Order");
        assertThat(event.path("account").asText()).isEqualTo(TestPlatform.ACCOUNT);
        assertThat(event.path("region").asText()).isEqualTo("us-east-1");
        assertThat(event.path("time").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.path("resources").isArray()).isTrue();
        assertThat(event.path("detail").toString()).isEqualTo("{\"total\":12.50}");
        assertThat(isEmpty(wanted)).isTrue();
        assertThat(isEmpty(other)).isTrue();
    }

    @Test
    void aDisabledRuleWantsNothing() {
        var url = queue("q");
        rule("r", ORDERS, to(arn(url)));
        events().disableRule(d -> d.name("r"));
        put("shop", "{\"total\": 11}");
        events().enableRule(e -> e.name("r"));
        put("shop", "{\"total\": 12}");
        assertThat(received(url).body()).contains("\"total\":12");
        assertThat(isEmpty(url)).isTrue();
    }

    @Test
    void whatATargetGetsIsShaped() {
        var url = queue("q");
        rule("constant", ORDERS, to(arn(url)).toBuilder().input("{\"a\": 1}").build());
        put("shop", "{\"total\": 11}");
        assertThat(received(url).body()).isEqualTo("{\"a\": 1}");
        events().putTargets(t -> t.rule("constant")
                .targets(to(arn(url)).toBuilder().inputPath("$.detail.items[1]").build()));
        put("shop", "{\"total\": 11, \"items\": [\"a\", {\"b\": 2}]}");
        assertThat(received(url).body()).isEqualTo("{\"b\":2}");
        events().putTargets(t -> t.rule("constant")
                .targets(to(arn(url)).toBuilder()
                        .inputTransformer(i -> i.inputPathsMap(
                                        Map.of("total", "$.detail.total", "who", "$.detail.who", "no", "$.detail.no"))
                                .inputTemplate(
                                        "{\"sum\": <total>, \"text\": \"<who> of <aws.events.rule-name>: <total>\","
                                                + " \"who\": <who>, \"no\": \"<no>\"}"))
                        .build()));
        put("shop", "{\"total\": 11, \"who\": \"A \\\"B\\\"\"}");
        assertThat(received(url).body())
                .isEqualTo(
                        "{\"sum\": 11, \"text\": \"A \\\"B\\\" of constant: 11\", \"who\": \"A \\\"B\\\"\", \"no\": \"\"}");
    }

    @Test
    void entriesFailOneByOne() {
        var answer = events().putEvents(p -> p.entries(
                entry("shop", "{}"),
                entry("shop", "{"),
                entry("aws.s3", "{}"),
                PutEventsRequestEntry.builder().source("shop").detail("{}").build(),
                entry("shop", "{}").toBuilder().eventBusName("nobody").build()));
        assertThat(answer.failedEntryCount()).isEqualTo(4);
        assertThat(answer.entries().getFirst().eventId()).isNotEmpty();
        assertThat(answer.entries().subList(1, 5))
                .extracting(result -> result.errorCode())
                .containsExactly(
                        "MalformedDetail", "NotAuthorizedForSource", "InvalidArgument", "ResourceNotFoundException");
    }

    @Test
    void aScheduleStartsItsTargets() {
        var url = queue("q");
        events().putRule(r -> r.name("clock").scheduleExpression("rate(5 minutes)"));
        events().putTargets(t -> t.rule("clock").targets(to(arn(url))));
        integration.pass(Duration.ofMinutes(5));
        var event = EventPattern.event(received(url).body());
        assertThat(event.path("detail-type").asText()).isEqualTo("Scheduled Event");
        assertThat(event.path("time").asText()).isEqualTo("2026-01-01T00:05:00Z");
        assertThat(event.path("resources").path(0).asText())
                .isEqualTo("arn:aws:events:us-east-1:123456789012:rule/clock");
        integration.pass(Duration.ofMinutes(5));
        assertThat(EventPattern.event(received(url).body()).path("time").asText())
                .isEqualTo("2026-01-01T00:10:00Z");
        events().disableRule(d -> d.name("clock"));
        integration.pass(Duration.ofMinutes(10));
        assertThat(isEmpty(url)).isTrue();
    }

    @Test
    void eventsPassFromBusToBusAndLoopsEnd() {
        var url = queue("q");
        var other = events().createEventBus(b -> b.name("other")).eventBusArn();
        rule("over", ORDERS, to(other));
        events().putRule(r -> r.name("in").eventBusName("other").eventPattern(ORDERS));
        events().putTargets(t -> t.rule("in")
                .eventBusName("other")
                .targets(to(arn(url)), to(other).toBuilder().id("loop").build()));
        put("shop", "{\"total\": 11}");
        for (int passed = 0; passed < 16; passed++) {
            assertThat(received(url).body()).contains("\"total\":11");
        }
        assertThat(isEmpty(url)).isTrue();
    }

    @Test
    void whatCannotBeDeliveredEndsInTheDeadLetterQueue() {
        var dead = queue("dead");
        var gone = arn(queue("gone"));
        rule(
                "r",
                ORDERS,
                to(gone).toBuilder().deadLetterConfig(d -> d.arn(arn(dead))).build());
        integration
                .sqs()
                .deleteQueue(d -> d.queueUrl(
                        integration.sqs().getQueueUrl(g -> g.queueName("gone")).queueUrl()));
        put("shop", "{\"total\": 11}");
        var letter = received(dead);
        assertThat(EventPattern.event(letter.body()).path("source").asText()).isEqualTo("shop");
        assertThat(letter.messageAttributes()).containsKeys("RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE");
        assertThat(letter.messageAttributes())
                .extractingByKey("TARGET_ARN")
                .extracting(MessageAttributeValue::stringValue)
                .isEqualTo(gone);
    }

    @Test
    void anArchiveIsReplayedToItsBus() {
        var url = queue("q");
        var bus = "arn:aws:events:us-east-1:123456789012:event-bus/default";
        events().createArchive(a -> a.archiveName("all").eventSourceArn(bus).eventPattern("{\"source\": [\"shop\"]}"));
        put("shop", "{\"total\": 11}");
        put("bank", "{\"total\": 12}");
        integration.pass(Duration.ofSeconds(10));
        put("shop", "{\"total\": 13}");
        assertThat(events().describeArchive(d -> d.archiveName("all")).eventCount())
                .isEqualTo(2);
        rule("r", ORDERS, to(arn(url)));
        var start = Instant.parse("2026-01-01T00:00:00Z");
        events().startReplay(s -> s.replayName("again")
                .eventSourceArn("arn:aws:events:us-east-1:123456789012:archive/all")
                .eventStartTime(start)
                .eventEndTime(start.plusSeconds(10))
                .destination(d -> d.arn(bus)));
        var event = EventPattern.event(received(url).body());
        assertThat(event.path("detail").path("total").asInt()).isEqualTo(11);
        assertThat(event.path("replay-name").asText()).isEqualTo("again");
        assertThat(isEmpty(url)).isTrue();
        assertThat(events().describeReplay(d -> d.replayName("again")).state()).isEqualTo(ReplayState.COMPLETED);
        assertThat(events().describeArchive(d -> d.archiveName("all")).eventCount())
                .as("what is replayed is in the archive already")
                .isEqualTo(2);
        refused("IllegalStatusException", () -> events().cancelReplay(c -> c.replayName("again")));
    }

    @Test
    void anArchiveForgetsWhatIsTooOld() {
        events().createArchive(a -> a.archiveName("day")
                .eventSourceArn("arn:aws:events:us-east-1:123456789012:event-bus/default")
                .retentionDays(1));
        put("shop", "{}");
        integration.pass(Duration.ofHours(23));
        assertThat(events().describeArchive(d -> d.archiveName("day")).eventCount())
                .isEqualTo(1);
        integration.pass(Duration.ofHours(2));
        assertThat(events().describeArchive(d -> d.archiveName("day")).eventCount())
                .isZero();
    }

    @Test
    void anAcknowledgedEventIsDeliveredAfterARestart(@TempDir Path folder) {
        var target = Target.builder()
                .id("one")
                .arn("arn:aws:sqs:us-east-1:123456789012:later")
                .build();
        try (var platform = LocalPlatform.open(folder, TestPlatform.options(7))) {
            platform.services().add(EventBridgeClient.class, () -> EventBridge.on(platform));
            platform.ready();
            TestPlatform.CALLER.run(() -> {
                var events = platform.client(EventBridgeClient.class);
                events.putRule(r -> r.name("r").eventPattern(ORDERS));
                events.putTargets(t -> t.rule("r").targets(target));
                events.putEvents(p -> p.entries(entry("shop", "{\"total\": 11}")));
            });
        }
        try (var platform = LocalPlatform.open(folder, TestPlatform.options(7))) {
            Integration.add(platform);
            TestPlatform.CALLER.run(() -> {
                var sqs = platform.client(SqsClient.class);
                var url = sqs.createQueue(q -> q.queueName("later")).queueUrl();
                platform.ready();
                platform.clock().advance(Duration.ofMinutes(1));
                assertThat(received(sqs, url).body()).contains("\"total\":11");
            });
        }
    }

    @Test
    void badRulesAreRefused() {
        refused("ValidationException", () -> events().putRule(r -> r.name("r")));
        refused(
                "InvalidEventPatternException",
                () -> events().putRule(r -> r.name("r").eventPattern("{\"a\": 1}")));
        refused("ValidationException", () -> events().putRule(r -> r.name("r").scheduleExpression("rate(1 minutes)")));
        refused(
                "ResourceNotFoundException",
                () -> events().putRule(r -> r.name("r").eventBusName("none").eventPattern(ORDERS)));
        refused("ResourceNotFoundException", () -> events().describeRule(d -> d.name("r")));
        refused(
                "ValidationException",
                () -> events().putRule(r -> r.name("r")
                        .eventPattern(ORDERS)
                        .state(RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS)));
        refused(
                "ValidationException",
                () -> events().createEventBus(b -> b.name("sealed").kmsKeyIdentifier("alias/own")));
        events().putRule(r -> r.name("r").eventPattern(ORDERS).state(RuleState.DISABLED));
        refused(
                "ValidationException",
                () -> events().putTargets(
                                t -> t.rule("r").targets(to("arn:aws:states:us-east-1:123456789012:stateMachine:m"))));
        refused(
                "LimitExceededException",
                () -> events().putTargets(t -> t.rule("r").targets(six())));
        events().putTargets(t -> t.rule("r").targets(to("arn:aws:sqs:us-east-1:123456789012:q")));
        refused("ValidationException", () -> events().deleteRule(d -> d.name("r")));
        var absent = events().removeTargets(t -> t.rule("r").ids("one", "two"));
        assertThat(absent.failedEntryCount()).isEqualTo(1);
        events().deleteRule(d -> d.name("r"));
        assertThat(events().listRules(l -> {}).rules()).isEmpty();
    }

    private static List<Target> six() {
        return IntStream.range(0, 6)
                .mapToObj(i -> Target.builder()
                        .id("t" + i)
                        .arn("arn:aws:sqs:us-east-1:123456789012:q" + i)
                        .build())
                .toList();
    }

    @Test
    void patternsAreTried() {
        JsonNode event = EventPattern.event("""
                {"id": "1", "account": "1", "source": "shop", "time": "t", "region": "r", "resources": [],
                 "detail-type": "Order", "detail": {"total": 11}}""");
        assertThat(events().testEventPattern(t -> t.eventPattern(ORDERS).event(event.toString()))
                        .result())
                .isTrue();
        refused(
                "ValidationException",
                () -> events().testEventPattern(t -> t.eventPattern(ORDERS).event("{}")));
    }

    @Test
    void permissionsBuildABussPolicy() {
        events().createEventBus(b -> b.name("b"));
        events().putPermission(p -> p.eventBusName("b")
                .action("events:PutEvents")
                .principal("111122223333")
                .statementId("friend"));
        assertThat(events().describeEventBus(d -> d.name("b")).policy())
                .contains("\"Sid\":\"friend\"", "arn:aws:iam::111122223333:root", ":event-bus/b");
        refused(
                "ResourceNotFoundException",
                () -> events().removePermission(r -> r.eventBusName("b").statementId("stranger")));
        events().removePermission(r -> r.eventBusName("b").statementId("friend"));
        assertThat(events().describeEventBus(d -> d.name("b")).policy()).isNull();
        refused("ResourceAlreadyExistsException", () -> events().createEventBus(b -> b.name("b")));
        events().deleteEventBus(d -> d.name("b"));
        assertThat(events().listEventBuses(l -> {}).eventBuses())
                .extracting(bus -> bus.name())
                .containsExactly("default");
    }
}
