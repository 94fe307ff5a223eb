package tarn.services.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Integration.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.services.Integration;
import tarn.web.Pages;

/** Topics: whom their messages reach, in which form, and what becomes of those that reach nobody. */
class SnsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final Integration integration = new Integration();

    private SnsClient sns() {
        return integration.sns();
    }

    private String queue(String name) {
        var attributes = name.endsWith(".fifo")
                ? Map.of(QueueAttributeName.FIFO_QUEUE, "true")
                : Map.<QueueAttributeName, String>of();
        integration.sqs().createQueue(q -> q.queueName(name).attributes(attributes));
        return "arn:aws:sqs:us-east-1:123456789012:" + name;
    }

    private List<Message> receive(String arn) {
        var url = integration
                .sqs()
                .getQueueUrl(g -> g.queueName(arn.substring(arn.lastIndexOf(':') + 1)))
                .queueUrl();
        return integration
                .sqs()
                .receiveMessage(r -> r.queueUrl(url)
                        .waitTimeSeconds(5)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All"))
                .messages();
    }

    private String topic(String name, Map<String, String> attributes) {
        return sns().createTopic(t -> t.name(name).attributes(attributes)).topicArn();
    }

    private String subscribe(String topic, String protocol, String endpoint, Map<String, String> attributes) {
        return sns().subscribe(s -> s.topicArn(topic)
                        .protocol(protocol)
                        .endpoint(endpoint)
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    private Pages pages() {
        return integration
                .platform()
                .services()
                .named("sns")
                .orElseThrow()
                .offer(Pages.class)
                .orElseThrow();
    }

    @Test
    void aQueueGetsTheEnvelopeOrTheMessageItself() throws Exception {
        var topic = topic("news", Map.of());
        var wrapped = queue("wrapped");
        var raw = queue("raw");
        subscribe(topic, "sqs", wrapped, Map.of());
        subscribe(topic, "sqs", raw, Map.of("RawMessageDelivery", "true"));
        var id = sns().publish(p -> p.topicArn(topic)
                        .subject("hello")
                        .message("world")
                        .messageAttributes(Map.of("kind", text("greeting"))))
                .messageId();
        var envelope = json(receive(wrapped).getFirst().body());
        assertThat(envelope.path("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.path("MessageId").asText()).isEqualTo(id);
        assertThat(envelope.path("Subject").asText()).isEqualTo("hello");
        assertThat(envelope.path("Message").asText()).isEqualTo("world");
        assertThat(envelope.path("Timestamp").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(envelope.path("MessageAttributes").path("kind").path("Value").asText())
                .isEqualTo("greeting");
        var plain = receive(raw).getFirst();
        assertThat(plain.body()).isEqualTo("world");
        assertThat(plain.messageAttributes()).containsKey("kind");
    }

    @Test
    void aFilterPolicyDecidesBySubscription() {
        var topic = topic("orders", Map.of());
        var big = queue("big");
        var body = queue("body");
        subscribe(
                topic,
                "sqs",
                big,
                Map.of("FilterPolicy", "{\"size\":[{\"numeric\":[\">\",10]}],\"kind\":[\"order\"]}"));
        subscribe(
                topic,
                "sqs",
                body,
                Map.of(
                        "FilterPolicyScope",
                        "MessageBody",
                        "FilterPolicy",
                        "{\"shop\":{\"town\":[{\"prefix\":\"B\"}]}}"));
        for (var size : List.of("5", "50")) {
            sns().publish(p -> p.topicArn(topic)
                    .message("{\"shop\":{\"town\":\"Bern\"},\"size\":" + size + "}")
                    .messageAttributes(Map.of(
                            "kind",
                            text("order"),
                            "size",
                            MessageAttributeValue.builder()
                                    .dataType("Number")
                                    .stringValue(size)
                                    .build())));
        }
        sns().publish(p -> p.topicArn(topic).message("no JSON"));
        assertThat(receive(big))
                .singleElement()
                .satisfies(m -> assertThat(m.body()).contains("50"));
        assertThat(IntStream.range(0, 2)
                        .mapToObj(_ -> receive(body))
                        .mapToInt(List::size)
                        .limit(2)
                        .sum())
                .isEqualTo(2);
        refused("InvalidParameter", () -> subscribe(topic, "sqs", queue("bad"), Map.of("FilterPolicy", "{\"a\":1}")));
    }

    @Test
    void aMessageMayDifferByProtocol() {
        var topic = topic("several", Map.of());
        var queue = queue("q");
        subscribe(topic, "sqs", queue, Map.of("RawMessageDelivery", "true"));
        subscribe(topic, "sms", "+15550100", Map.of());
        sns().publish(p ->
                p.topicArn(topic).messageStructure("json").message("{\"default\":\"all\",\"sqs\":\"queues\"}"));
        assertThat(receive(queue)).extracting(Message::body).containsExactly("queues");
        refused(
                "InvalidParameter",
                () -> sns().publish(
                                p -> p.topicArn(topic).messageStructure("json").message("{\"sqs\":\"x\"}")));
        refused("InvalidParameter", () -> sns().publish(p -> p.topicArn(topic).message("x".repeat(262_145))));
        refused("NotFound", () -> sns().publish(p -> p.topicArn(topic + "x").message("x")));
    }

    @Test
    void anEndpointConfirmsAndVerifiesWhatItGets() throws Exception {
        BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            got.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var topic = topic("web", Map.of("SignatureVersion", "2"));
            var endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
            var subscription = subscribe(topic, "http", endpoint, Map.of());
            sns().publish(p -> p.topicArn(topic).message("too early"));
            var request = next(got);
            assertThat(request.path("Type").asText()).isEqualTo("SubscriptionConfirmation");
            var confirmed = sns().confirmSubscription(
                            c -> c.topicArn(topic).token(request.path("Token").asText()));
            assertThat(confirmed.subscriptionArn()).isEqualTo(subscription);
            sns().publish(p -> p.topicArn(topic).subject("s").message("hi"));
            var message = next(got);
            assertThat(message.path("Message").asText()).isEqualTo("hi");
            assertThat(verifies(message)).isTrue();
            assertThat(message.path("SigningCertURL").asText()).endsWith("/_tarn/sns/SimpleNotificationService.pem");
        } finally {
            server.stop(0);
        }
    }

    private static JsonNode next(BlockingQueue<JsonNode> got) throws InterruptedException {
        var next = got.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing came");
        }
        return next;
    }

    private boolean verifies(JsonNode message) throws Exception {
        var pem = pages().page("SimpleNotificationService.pem", Map.of())
                .orElseThrow()
                .text();
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        var text = new StringBuilder();
        for (var name : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")) {
            text.append(name).append('\n').append(message.path(name).asText()).append('\n');
        }
        var rsa = Signature.getInstance("SHA256withRSA");
        rsa.initVerify(certificate);
        rsa.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return rsa.verify(Base64.getDecoder().decode(message.path("Signature").asText()));
    }

    @Test
    void whatCannotBeDeliveredGoesToTheSubscriptionsDeadLetterQueue() {
        var topic = topic("lost", Map.of());
        var dead = queue("dead");
        var gone = "arn:aws:sqs:us-east-1:123456789012:gone";
        subscribe(topic, "sqs", gone, Map.of("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + dead + "\"}"));
        sns().publish(p -> p.topicArn(topic).message("where to"));
        assertThat(receive(dead))
                .singleElement()
                .satisfies(m -> assertThat(m.body()).contains("where to"));
    }

    @Test
    void mailIsConfirmedByItsLinkAndLiesInTheOutbox() throws Exception {
        var topic = topic("mail", Map.of());
        assertThat(sns().subscribe(s -> s.topicArn(topic).protocol("email").endpoint("ann@example.com"))
                        .subscriptionArn())
                .isEqualTo("pending confirmation");
        var link = mails(1).get(0).path("link").asText();
        assertThat(link).contains("Action=ConfirmSubscription");
        sns().confirmSubscription(c -> c.topicArn(topic).token(link.substring(link.indexOf("Token=") + 6)));
        sns().publish(p -> p.topicArn(topic).subject("done").message("your report"));
        assertThat(mails(2).get(1).path("message").asText()).isEqualTo("your report");
    }

    private JsonNode mails(int count) throws Exception {
        for (long end = System.nanoTime() + Duration.ofSeconds(10).toNanos(); System.nanoTime() < end; ) {
            var mails =
                    json(pages().page("outbox", Map.of()).orElseThrow().text()).path("messages");
            if (mails.size() >= count) {
                return mails;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("There are not " + count + " mails");
    }

    @Test
    void aFifoTopicKeepsOrderAndKnowsDuplicates() {
        var topic = topic("steps.fifo", Map.of("FifoTopic", "true"));
        var queue = queue("steps.fifo");
        subscribe(topic, "sqs", queue, Map.of("RawMessageDelivery", "true"));
        for (int i = 0; i < 10; i++) {
            var body = String.valueOf(i);
            for (int twice = 0; twice < 2; twice++) {
                sns().publish(p -> p.topicArn(topic)
                        .messageGroupId("g")
                        .messageDeduplicationId(body)
                        .message(body));
            }
        }
        var seen = new java.util.ArrayList<String>();
        while (seen.size() < 10) {
            for (var message : receive(queue)) {
                seen.add(message.body());
                var url = integration
                        .sqs()
                        .getQueueUrl(g -> g.queueName("steps.fifo"))
                        .queueUrl();
                integration.sqs().deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
        }
        assertThat(seen).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        refused("InvalidParameter", () -> sns().publish(p -> p.topicArn(topic).message("x")));
    }
}
