package tarn.services.sns;

import static java.util.Map.entry;
import static tarn.services.sns.SnsFaults.accessDenied;
import static tarn.services.sns.SnsFaults.invalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Subscribes, confirms, describes and ends subscriptions. */
final class Subscriptions implements SnsClient, Part {

    private static final String PENDING = "PendingConfirmation";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LISTED = 100;
    private static final int TOKEN_BYTES = 48;

    /** Whom a protocol's endpoint may be. */
    private static final Map<String, Predicate<String>> PROTOCOLS = Map.ofEntries(
            entry("sqs", to -> isArn(to, "sqs")),
            entry("lambda", to -> isArn(to, "lambda")),
            entry("firehose", to -> isArn(to, "firehose")),
            entry("application", to -> isArn(to, "sns")),
            entry("http", to -> to.startsWith("http://")),
            entry("https", to -> to.startsWith("https://")),
            entry("email", Subscriptions::isAddress),
            entry("email-json", Subscriptions::isAddress),
            entry("sms", to -> to.matches("\\+?[0-9][0-9 .()-]{3,20}")));

    /** The attributes that can be set, each with what refuses a value. */
    private static final Map<String, Consumer<String>> SETTABLE = Map.ofEntries(
            entry("RawMessageDelivery", value -> demand(value.matches("true|false"), "RawMessageDelivery")),
            entry("FilterPolicy", Filters::check),
            entry(
                    "FilterPolicyScope",
                    value -> demand(
                            value.matches("MessageAttributes|MessageBody"),
                            "FilterPolicyScope: Invalid value [" + value + "]")),
            entry("RedrivePolicy", value -> deadLetterQueue(value)),
            entry("DeliveryPolicy", value -> demand(Patiences.isPolicy(value), "DeliveryPolicy")),
            entry("SubscriptionRoleArn", value -> demand(isArn(value, "iam"), "SubscriptionRoleArn")));

    private final Platform platform;
    private final Book book;
    private final Fanout fanout;
    private final Pages pages;

    Subscriptions(Platform platform, Book book, Fanout fanout) {
        this.platform = platform;
        this.book = book;
        this.fanout = fanout;
        this.pages = new Pages(platform.tokens(), LISTED, LISTED, _ -> invalid("NextToken"));
    }

    private static boolean isAddress(String to) {
        return to.matches("[^@\\s]+@[^@\\s]+");
    }

    private static boolean isArn(String text, String service) {
        return Arn.parse(text).filter(arn -> arn.service().equals(service)).isPresent();
    }

    private static void demand(boolean fine, String parameter) {
        if (!fine) {
            throw invalid(parameter);
        }
    }

    /** The ARN of the queue that a redrive policy names. */
    static String deadLetterQueue(String policy) {
        try {
            var arn = JSON.readTree(policy).path("deadLetterTargetArn").asText("");
            demand(isArn(arn, "sqs"), "RedrivePolicy: deadLetterTargetArn is an invalid arn");
            return arn;
        } catch (JsonProcessingException e) {
            throw invalid("RedrivePolicy: failed to parse JSON.");
        }
    }

    private static void check(String attribute, String value) {
        var rule = SETTABLE.get(attribute);
        if (rule == null) {
            throw invalid(attribute.equals("ReplayPolicy") ? "ReplayPolicy is not supported here" : "AttributeName");
        }
        if (!value.isEmpty()) {
            rule.accept(value);
        }
    }

    /** The account of who asks, which may ask in another's. */
    private static String asker() {
        var caller = Caller.current();
        return Arn.parse(caller.principal()).map(Arn::account).orElse(caller.account());
    }

    private Fanout.Sent sent() {
        return new Fanout.Sent(
                platform.ids().uuid().toString(), platform.clock().instant(), 0);
    }

    @Override
    public SubscribeResponse subscribe(SubscribeRequest request) {
        var protocol = request.protocol();
        var endpoint = request.endpoint() == null ? "" : request.endpoint();
        var rule = PROTOCOLS.get(protocol);
        if (rule == null) {
            throw invalid("Amazon SNS does not support this protocol string: " + protocol);
        }
        demand(rule.test(endpoint), "Endpoint Reason: not an endpoint of protocol " + protocol);
        var attributes = new TreeMap<String, String>();
        request.attributes().forEach((name, value) -> {
            check(name, value);
            if (!value.isEmpty()) {
                attributes.put(name, value);
            }
        });
        var owner = asker();
        return book.at(request.topicArn(), topic -> {
            demand(
                    !topic.fifo() || protocol.equals("sqs"),
                    "Invalid protocol type: FIFO topics deliver to queues only");
            demand(
                    topic.fifo() || !(protocol.equals("sqs") && endpoint.endsWith(".fifo")),
                    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
            var present = same(topic, protocol, endpoint);
            if (present.isPresent()) {
                return present(present.get(), attributes, request);
            }
            boolean confirmed = isTrusted(protocol, endpoint, owner);
            var subscription = new Subscription(
                    platform.ids().uuid().toString(),
                    topic.arn(),
                    protocol,
                    endpoint,
                    owner,
                    Map.copyOf(attributes),
                    confirmed ? null : token(),
                    false);
            var batch = platform.batch().insert(book.subscriptions(), Book.key(subscription), subscription);
            if (!confirmed) {
                fanout.tell(batch, topic, subscription, Delivery.Type.CONFIRMATION, sent(), subscription.token());
            }
            batch.commit();
            return SubscribeResponse.builder()
                    .subscriptionArn(shownArn(subscription, request))
                    .build();
        });
    }

    private static SubscribeResponse present(
            Subscription subscription, Map<String, String> attributes, SubscribeRequest request) {
        attributes.forEach((name, value) -> demand(
                value.equals(subscription.attributes().get(name)),
                "Attributes Reason: Subscription already exists with different attributes"));
        return SubscribeResponse.builder()
                .subscriptionArn(shownArn(subscription, request))
                .build();
    }

    private static String shownArn(Subscription subscription, SubscribeRequest request) {
        return subscription.confirmed() || Boolean.TRUE.equals(request.returnSubscriptionArn())
                ? subscription.arn()
                : "pending confirmation";
    }

    private Optional<Subscription> same(StoredTopic topic, String protocol, String endpoint) {
        return book.of(topic).stream()
                .filter(subscription -> subscription.protocol().equals(protocol)
                        && subscription.endpoint().equals(endpoint))
                .findFirst();
    }

    /** Who need not be asked: numbers, applications, and what belongs to the account that subscribes it. */
    private static boolean isTrusted(String protocol, String endpoint, String owner) {
        return protocol.equals("sms")
                || protocol.equals("application")
                || Arn.parse(endpoint)
                        .filter(arn -> arn.account().equals(owner))
                        .isPresent();
    }

    private String token() {
        return java.util.HexFormat.of().formatHex(platform.ids().bytes(TOKEN_BYTES));
    }

    @Override
    public ConfirmSubscriptionResponse confirmSubscription(ConfirmSubscriptionRequest request) {
        var parsed = Book.parse("TopicArn", request.topicArn());
        // The token is what lets in, whoever brings it.
        var owner = Caller.current().of(parsed.account()).in(parsed.region());
        return owner.call(() -> {
            var topic = book.topic(parsed.resource()).value();
            var found = book.of(topic).stream()
                    .filter(subscription -> request.token().equals(subscription.token()))
                    .findFirst()
                    .orElseThrow(() -> invalid("Token"));
            boolean own = "true".equals(request.authenticateOnUnsubscribe());
            book.subscriptions()
                    .update(
                            Book.key(found),
                            seen -> seen.map(kept -> kept.confirmed(own)).orElse(null));
            return ConfirmSubscriptionResponse.builder()
                    .subscriptionArn(found.arn())
                    .build();
        });
    }

    @Override
    public UnsubscribeResponse unsubscribe(UnsubscribeRequest request) {
        var asker = asker();
        return book.atSubscription(request.subscriptionArn(), seen -> {
            var subscription = seen.value();
            if (subscription.authenticated() && !asker.equals(subscription.owner())) {
                throw accessDenied("User: " + Caller.current().principal()
                        + " is not authorized to perform: SNS:Unsubscribe on"
                        + " resource: " + subscription.arn());
            }
            var batch = platform.batch().delete(book.subscriptions(), seen.key());
            var topic = book.topics().get(Key.of(subscription.topicName()));
            if (topic.isPresent()
                    && subscription.confirmed()
                    && subscription.protocol().startsWith("http")) {
                fanout.tell(batch, topic.get(), subscription, Delivery.Type.FAREWELL, sent(), token());
            }
            batch.commit();
            return UnsubscribeResponse.builder().build();
        });
    }

    @Override
    public ListSubscriptionsResponse listSubscriptions(ListSubscriptionsRequest request) {
        var page = pages.records(
                "ListSubscriptions", request.nextToken(), null, book.subscriptions(), Range.all(), _ -> true);
        return ListSubscriptionsResponse.builder()
                .subscriptions(page.items().stream().map(Subscriptions::shown).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListSubscriptionsByTopicResponse listSubscriptionsByTopic(ListSubscriptionsByTopicRequest request) {
        return book.at(request.topicArn(), topic -> {
            var page = pages.records(
                    "ListSubscriptionsByTopic",
                    request.nextToken(),
                    null,
                    book.subscriptions(),
                    Range.under(Key.of(topic.name())),
                    _ -> true);
            return ListSubscriptionsByTopicResponse.builder()
                    .subscriptions(
                            page.items().stream().map(Subscriptions::shown).toList())
                    .nextToken(page.next())
                    .build();
        });
    }

    private static software.amazon.awssdk.services.sns.model.Subscription shown(Subscription subscription) {
        return software.amazon.awssdk.services.sns.model.Subscription.builder()
                .subscriptionArn(subscription.confirmed() ? subscription.arn() : PENDING)
                .topicArn(subscription.topicArn())
                .protocol(subscription.protocol())
                .endpoint(subscription.endpoint())
                .owner(subscription.owner())
                .build();
    }

    @Override
    public GetSubscriptionAttributesResponse getSubscriptionAttributes(GetSubscriptionAttributesRequest request) {
        return book.atSubscription(request.subscriptionArn(), seen -> {
            var subscription = seen.value();
            var known = new LinkedHashMap<String, String>();
            known.put("SubscriptionArn", subscription.arn());
            known.put("TopicArn", subscription.topicArn());
            known.put("Protocol", subscription.protocol());
            known.put("Endpoint", subscription.endpoint());
            known.put("Owner", subscription.owner());
            known.put("ConfirmationWasAuthenticated", String.valueOf(isAuthenticated(subscription)));
            known.put(PENDING, String.valueOf(!subscription.confirmed()));
            known.put("RawMessageDelivery", "false");
            known.put("SubscriptionPrincipal", "arn:aws:iam::" + subscription.owner() + ":root");
            known.putAll(subscription.attributes());
            if (known.containsKey("FilterPolicy")) {
                known.putIfAbsent("FilterPolicyScope", "MessageAttributes");
            }
            return GetSubscriptionAttributesResponse.builder().attributes(known).build();
        });
    }

    private static boolean isAuthenticated(Subscription subscription) {
        return subscription.authenticated()
                || (subscription.confirmed() && subscription.endpoint().startsWith("arn:"));
    }

    @Override
    public SetSubscriptionAttributesResponse setSubscriptionAttributes(SetSubscriptionAttributesRequest request) {
        var asked = request.attributeValue();
        var value = asked == null ? "" : asked;
        check(request.attributeName(), value);
        return book.atSubscription(request.subscriptionArn(), seen -> {
            book.subscriptions()
                    .update(
                            seen.key(),
                            present -> present.map(kept -> kept.with(request.attributeName(), value))
                                    .orElse(null));
            return SetSubscriptionAttributesResponse.builder().build();
        });
    }
}
