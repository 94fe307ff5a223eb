package tarn.services.sns;

import static tarn.services.sns.SnsFaults.accessDenied;
import static tarn.services.sns.SnsFaults.invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The topics of the caller's account and region, and who subscribes to them. */
final class Book {

    static final String TOPICS = "sns/topics";
    static final String SUBSCRIPTIONS = "sns/subscriptions";

    private static final int REMEMBERED_MAX = 10_000;

    private final Platform platform;
    private final Store<StoredTopic> topics;
    private final Store<Subscription> subscriptions;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** A topic's subscriptions as they were when the store had seen so many changes. */
    private record Known(long changes, List<Subscription> subscriptions) {}

    Book(Platform platform) {
        this.platform = platform;
        this.topics = platform.store(TOPICS, Scope.REGION, Formats.record(StoredTopic.class));
        this.subscriptions = platform.store(SUBSCRIPTIONS, Scope.REGION, Formats.record(Subscription.class));
    }

    Store<StoredTopic> topics() {
        return topics;
    }

    Store<Subscription> subscriptions() {
        return subscriptions;
    }

    static Key key(Subscription subscription) {
        return Key.of(subscription.topicName(), subscription.id());
    }

    /** The topic of a name in the caller's account and region. */
    Entry<StoredTopic> topic(String name) {
        return topics.entry(Key.of(name)).orElseThrow(SnsFaults::topicNotFound);
    }

    /** Reads the ARN of a topic or subscription. */
    static Arn parse(String parameter, String arn) {
        return Arn.parse(arn)
                .filter(parsed ->
                        parsed.service().equals("sns") && parsed.account().length() == 12)
                .orElseThrow(() -> invalid(
                        parameter + " Reason: An ARN must have at least 6 elements, not " + arn.split(":", -1).length));
    }

    /** Does work on the topic of an ARN, in the account that owns it. */
    <T> T at(String arn, Function<StoredTopic, T> work) {
        var parsed = parse("TopicArn", arn);
        if (!parsed.region().equals(Caller.current().region())) {
            throw invalid("TopicArn");
        }
        return in(parsed, () -> work.apply(topic(parsed.resource()).value()));
    }

    /** Does work on the subscription of an ARN, in the account that owns its topic; links know no region. */
    <T> T atSubscription(String arn, Function<Entry<Subscription>, T> work) {
        var parsed = parse("SubscriptionArn", arn);
        int colon = parsed.resource().indexOf(':');
        if (colon < 0) {
            throw invalid("SubscriptionArn Reason: An ARN must have at least 7 elements");
        }
        var key =
                Key.of(parsed.resource().substring(0, colon), parsed.resource().substring(colon + 1));
        return in(parsed, () -> work.apply(subscriptions.entry(key).orElseThrow(SnsFaults::subscriptionNotFound)));
    }

    private <T> T in(Arn place, Supplier<T> work) {
        var caller = Caller.current().in(place.region());
        // Where policies decide, who is let in by one has been made a caller of the owner's account before.
        if (!place.account().equals(caller.account()) && platform.permissions().enforced(place.account())) {
            throw accessDenied("Access to the resource is denied.");
        }
        return caller.of(place.account()).call(work::get);
    }

    /** Who subscribes to a topic. */
    List<Subscription> of(StoredTopic topic) {
        long changes = subscriptions.changes();
        var remembered = known.get(topic.arn());
        if (remembered != null && remembered.changes() == changes) {
            return remembered.subscriptions();
        }
        var found = new ArrayList<Subscription>();
        subscriptions.scan(Range.under(Key.of(topic.name()))).forEach(entry -> found.add(entry.value()));
        if (known.size() >= REMEMBERED_MAX) {
            known.clear();
        }
        known.put(topic.arn(), new Known(changes, List.copyOf(found)));
        return found;
    }

    /** Changes a topic, again if another came between. */
    StoredTopic change(String name, UnaryOperator<StoredTopic> change) {
        while (true) {
            var seen = topic(name);
            var next = change.apply(seen.value());
            if (next.equals(seen.value()) || topics.replace(seen, next)) {
                return next;
            }
        }
    }

    /** The topic of an ARN, whoever's it is. */
    Optional<StoredTopic> find(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}"))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() -> topics.get(Key.of(name(parsed.resource())))));
    }

    private static String name(String resource) {
        int colon = resource.indexOf(':');
        return colon < 0 ? resource : resource.substring(0, colon);
    }
}
