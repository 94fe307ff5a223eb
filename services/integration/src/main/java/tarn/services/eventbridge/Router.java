package tarn.services.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;
import tarn.policy.Cause;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.targets.DeadLetters;
import tarn.targets.Destinations;
import tarn.targets.Shipment;

/** The way of an event from its bus to the targets of the rules that want it. */
final class Router implements Outbox.Receiver<Delivery> {

    static final String PRINCIPAL = "events.amazonaws.com";

    private static final int HOPS_MAX = 16;
    private static final int ATTEMPTS_MAX = 185;
    private static final Duration AGE_MAX = Duration.ofHours(24);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private final Platform platform;
    private final Buses buses;
    private final Rules rules;
    private final Archives archives;
    private final ApiCalls apis;
    private final Destinations destinations;
    private final Outbox<Delivery> outbox;

    Router(Platform platform, Buses buses, Rules rules, Archives archives, ApiCalls apis) {
        this.platform = platform;
        this.buses = buses;
        this.rules = rules;
        this.archives = archives;
        this.apis = apis;
        this.destinations = new Destinations(platform);
        this.outbox = new Outbox<>(platform, "eventbridge/deliveries", Formats.record(Delivery.class), this);
        platform.timers().on(Rules.SCHEDULE, this::scheduled);
    }

    /** Keeps an event for all who want it. */
    void route(Batch batch, String bus, Event event, int hops) {
        archives.keep(batch, bus, event);
        rules.wanting(bus, event.json()).forEach(rule -> send(batch, rule, event, hops));
    }

    /** The same, for some rules only. */
    void route(Batch batch, String bus, Event event, List<String> ruleArns) {
        rules.wanting(bus, event.json()).stream()
                .filter(rule -> ruleArns.isEmpty() || ruleArns.contains(rule.arn()))
                .forEach(rule -> send(batch, rule, event, 0));
    }

    private void send(Batch batch, StoredRule rule, Event event, int hops) {
        var now = platform.clock().instant();
        for (var target : rule.targets()) {
            var input = Input.of(target, rule, event.json(), now);
            outbox.add(batch, new Delivery(rule.arn(), target, event.id(), event.toString(), input, hops));
        }
    }

    /** A rule's time has come: its event and its next time are kept together, so that no time counts twice. */
    private void scheduled(String name, Instant due) {
        while (true) {
            var seen = rules.store().entry(Rules.key(Buses.DEFAULT, name)).map(Entry::value);
            if (seen.isEmpty() || seen.get().schedule() == null || !seen.get().isEnabled()) {
                return;
            }
            var rule = seen.get();
            var event = Event.of(
                    platform.ids().uuid().toString(),
                    "aws.events",
                    "Scheduled Event",
                    due,
                    List.of(rule.arn()),
                    JsonNodeFactory.instance.objectNode());
            var batch = platform.batch();
            send(batch, rule, event, 0);
            var now = platform.clock().instant();
            rules.plan(batch, rule, due.isBefore(now) ? now : due);
            if (batch.commit()) {
                return;
            }
        }
    }

    @Override
    public Patience patience(Delivery delivery) {
        var policy = delivery.target().retryPolicy();
        @Nullable Integer attempts = policy == null ? null : policy.maximumRetryAttempts();
        @Nullable Integer age = policy == null ? null : policy.maximumEventAgeInSeconds();
        return new Patience(
                FIRST_PAUSE,
                PAUSE_MAX,
                age == null ? AGE_MAX : Duration.ofSeconds(age),
                (attempts == null ? ATTEMPTS_MAX : attempts) + 1);
    }

    @Override
    public void deliver(Delivery delivery) {
        var arn = Arn.parse(delivery.target().arn()).orElseThrow();
        try {
            if (isBus(arn)) {
                as(delivery, arn, () -> passOn(arn, delivery));
            } else if (ApiDestinations.isOne(arn)) {
                as(delivery, arn, () -> apis.call(arn, delivery));
            } else {
                var destination = destinations.of(arn).orElseThrow();
                as(delivery, arn, () -> destination.deliver(arn, shipment(delivery)));
            }
        } catch (AwsServiceException e) {
            if (isFinal(e)) {
                throw new UndeliverableException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private static Shipment shipment(Delivery delivery) {
        var fifo = delivery.target().sqsParameters();
        var stream = delivery.target().kinesisParameters();
        var partitionKey = stream == null
                ? null
                : JsonPath.parse(stream.partitionKeyPath())
                        .read(EventPattern.event(delivery.event()))
                        .map(JsonNode::asText)
                        .orElse(null);
        return new Shipment(
                delivery.eventId(), delivery.input(), fifo == null ? null : fifo.messageGroupId(), partitionKey);
    }

    /** Whether trying again would not help: what is wrong is the request, or there is nobody. */
    private static boolean isFinal(AwsServiceException e) {
        return e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException();
    }

    private void as(Delivery delivery, Arn target, Runnable work) {
        var here = Caller.current();
        var there = here.in(target.region().isEmpty() ? here.region() : target.region());
        var role = delivery.role();
        if (role != null) {
            platform.permissions()
                    .as(role, PRINCIPAL, delivery.eventId())
                    .in(there.region())
                    .run(work);
            return;
        }
        var service = Caller.service(target.account(), there.region(), PRINCIPAL, delivery.eventId());
        service.run(() -> new Cause(delivery.rule(), here.account()).call(() -> {
            work.run();
            return null;
        }));
    }

    @Override
    public void givenUp(Delivery delivery, RuntimeException cause) {
        var config = delivery.target().deadLetterConfig();
        if (config == null || config.arn() == null) {
            return;
        }
        var queue = Arn.parse(config.arn()).orElseThrow();
        as(
                delivery,
                queue,
                () -> DeadLetters.send(
                        platform,
                        queue,
                        delivery.event(),
                        Map.of(
                                "RULE_ARN", delivery.rule(),
                                "TARGET_ARN", delivery.target().arn(),
                                "ERROR_CODE", DeadLetters.code(cause, "SDK_CLIENT_ERROR"),
                                "ERROR_MESSAGE", String.valueOf(cause.getMessage()))));
    }

    private static boolean isBus(Arn arn) {
        return arn.service().equals("events") && arn.resource().startsWith("event-bus/");
    }

    /** From one bus to another. The event stays what it is. */
    private void passOn(Arn arn, Delivery delivery) {
        if (delivery.hops() >= HOPS_MAX) {
            throw new UndeliverableException(
                    "The event has passed " + HOPS_MAX + " buses: a loop", new IllegalStateException());
        }
        Caller.current().of(arn.account()).in(arn.region()).run(() -> {
            var bus = buses.named(arn.toString());
            var batch = platform.batch();
            route(batch, bus.name(), Event.parse(delivery.input()), delivery.hops() + 1);
            batch.commit();
        });
    }

    /** Whether a target may be put; empty if it may. */
    Optional<String> refusal(Target target) {
        var arn = Arn.parse(target.arn());
        if (arn.isEmpty()) {
            return Optional.of("Provided Arn is not in correct format.");
        }
        boolean api = ApiDestinations.isOne(arn.get());
        if (api && target.roleArn() == null) {
            return Optional.of("RoleArn is required for target " + target.arn() + ".");
        }
        if (!api && target.httpParameters() != null) {
            return Optional.of("HttpParameters are for API destinations only, target: " + target.id() + ".");
        }
        if (!api && !isBus(arn.get()) && destinations.of(arn.get()).isEmpty()) {
            return Optional.of("Tarn has no service to which it could deliver events at " + target.arn());
        }
        boolean grouped = target.sqsParameters() != null;
        if (arn.get().service().equals("sqs") && arn.get().resource().endsWith(".fifo") != grouped) {
            return Optional.of(
                    "Parameter(s) SqsParameters must be specified for FIFO queues, and only for them, target: "
                            + target.id() + ".");
        }
        return Input.refusal(target);
    }
}
