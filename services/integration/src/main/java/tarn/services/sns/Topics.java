package tarn.services.sns;

import static java.util.Map.entry;
import static tarn.services.sns.SnsFaults.invalid;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.store.Key;
import tarn.store.Range;

/** Makes, describes and deletes topics. */
final class Topics implements SnsClient, Part {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\\.fifo");
    private static final int LISTED = 100;

    /** The attributes that can be set, and which values they take. */
    private static final Map<String, Predicate<String>> SETTABLE = Map.ofEntries(
            entry("DisplayName", value -> value.length() <= 100),
            entry("Policy", Topics::isPolicy),
            entry("DeliveryPolicy", Patiences::isPolicy),
            entry("KmsMasterKeyId", value -> value.length() <= 2_048),
            entry("SignatureVersion", value -> value.equals("1") || value.equals("2")),
            entry("ContentBasedDeduplication", value -> value.matches("true|false")),
            entry("FifoThroughputScope", value -> value.equals("Topic") || value.equals("MessageGroup")));

    /* Of what share of deliveries a log is written; without a role, which is not taken, of none. */
    private static final Pattern LOGGING_RATE =
            Pattern.compile("(HTTP|Firehose|SQS|Lambda|Application)SuccessFeedbackSampleRate");

    private static final Pattern LOGGING_ROLE =
            Pattern.compile("(HTTP|Firehose|SQS|Lambda|Application)(Success|Failure)FeedbackRoleArn");
    private static final Pattern PERCENT = Pattern.compile("100|[0-9]{0,2}");

    private final Platform platform;
    private final Book book;
    private final Pages pages;

    Topics(Platform platform, Book book) {
        this.platform = platform;
        this.book = book;
        this.pages = new Pages(platform.tokens(), LISTED, LISTED, _ -> invalid("NextToken"));
    }

    private static boolean isPolicy(String document) {
        try {
            Policy.parse(document);
            return true;
        } catch (MalformedPolicyException e) {
            return false;
        }
    }

    @Override
    public CreateTopicResponse createTopic(CreateTopicRequest request) {
        var name = request.name();
        boolean fifo = "true".equals(request.attributes().get("FifoTopic"));
        if (!NAME.matcher(name).matches() || fifo != name.endsWith(".fifo")) {
            throw invalid(
                    fifo
                            ? "Topic Name Reason: Fifo Topic names must end with .fifo and must be made up of only uppercase"
                                    + " and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between"
                                    + " 1 and 256 characters long."
                            : "Topic Name");
        }
        if (request.dataProtectionPolicy() != null) {
            throw invalid("DataProtectionPolicy Reason: data protection policies are not supported here");
        }
        var attributes = new TreeMap<String, String>();
        request.attributes().forEach((key, value) -> {
            if (!key.equals("FifoTopic")) {
                check(key, value, fifo);
            }
            attributes.put(key, value);
        });
        attributes.values().removeIf(String::isEmpty);
        if (!fifo) {
            attributes.remove("FifoTopic");
        }
        var tags = new TreeMap<String, String>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        var topic = new StoredTopic(
                name, Caller.current().arn("sns", name).toString(), Map.copyOf(attributes), Map.copyOf(tags));
        if (!book.topics().insert(Key.of(name), topic)) {
            var present = book.topic(name).value();
            attributes.forEach((key, value) -> {
                if (!value.equals(present.attributes().get(key))) {
                    throw invalid("Attributes Reason: Topic already exists with different attributes");
                }
            });
            if (!tags.isEmpty() && !tags.equals(present.tags())) {
                throw invalid("Tags Reason: Topic already exists with different tags");
            }
        }
        return CreateTopicResponse.builder().topicArn(topic.arn()).build();
    }

    private static void check(String attribute, String value, boolean fifo) {
        if (LOGGING_ROLE.matcher(attribute).matches()) {
            if (!value.isEmpty()) {
                throw invalid("AttributeName Reason: logs of delivery status are not supported here");
            }
            return;
        }
        if (LOGGING_RATE.matcher(attribute).matches()) {
            if (!PERCENT.matcher(value).matches()) {
                throw invalid("Attributes Reason: " + attribute + ": invalid value");
            }
            return;
        }
        var rule = SETTABLE.get(attribute);
        if (rule == null) {
            throw invalid("AttributeName");
        }
        boolean ofFifo = attribute.equals("ContentBasedDeduplication") || attribute.equals("FifoThroughputScope");
        if (ofFifo && !fifo) {
            throw invalid("AttributeName Reason: " + attribute + " is for FIFO topics");
        }
        if (!value.isEmpty() && !rule.test(value)) {
            throw invalid("Attributes Reason: " + attribute + ": invalid value");
        }
    }

    @Override
    public DeleteTopicResponse deleteTopic(DeleteTopicRequest request) {
        var parsed = Book.parse("TopicArn", request.topicArn());
        if (book.find(request.topicArn()).isPresent()) {
            book.at(request.topicArn(), topic -> {
                var batch = platform.batch().delete(book.topics(), Key.of(parsed.resource()));
                for (var entry : book.subscriptions().scan(Range.under(Key.of(topic.name())))) {
                    batch.delete(book.subscriptions(), entry.key());
                }
                return batch.commit();
            });
        }
        return DeleteTopicResponse.builder().build();
    }

    @Override
    public ListTopicsResponse listTopics(ListTopicsRequest request) {
        var page = pages.records("ListTopics", request.nextToken(), null, book.topics(), Range.all(), _ -> true);
        return ListTopicsResponse.builder()
                .topics(page.items().stream()
                        .map(topic -> software.amazon.awssdk.services.sns.model.Topic.builder()
                                .topicArn(topic.arn())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public GetTopicAttributesResponse getTopicAttributes(GetTopicAttributesRequest request) {
        return book.at(request.topicArn(), topic -> {
            var known = new LinkedHashMap<String, String>();
            known.put("TopicArn", topic.arn());
            known.put("Owner", topic.account());
            known.put("DisplayName", "");
            known.put("Policy", defaultPolicy(topic));
            known.put("EffectiveDeliveryPolicy", Patiences.DEFAULT_POLICY);
            var subscriptions = book.of(topic);
            long confirmed =
                    subscriptions.stream().filter(Subscription::confirmed).count();
            known.put("SubscriptionsConfirmed", String.valueOf(confirmed));
            known.put("SubscriptionsPending", String.valueOf(subscriptions.size() - confirmed));
            known.put("SubscriptionsDeleted", "0");
            if (topic.fifo()) {
                known.put("ContentBasedDeduplication", "false");
            }
            known.putAll(topic.attributes());
            return GetTopicAttributesResponse.builder().attributes(known).build();
        });
    }

    /** What AWS shows for a topic whose policy was never set: its account may do everything with it. */
    static String defaultPolicy(StoredTopic topic) {
        return """
                {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
                "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",\
                "SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe",\
                "SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s","Condition":{"StringEquals":\
                {"AWS:SourceOwner":"%s"}}}]}""".formatted(topic.arn(), topic.account());
    }

    @Override
    public SetTopicAttributesResponse setTopicAttributes(SetTopicAttributesRequest request) {
        var value = request.attributeValue() == null ? "" : request.attributeValue();
        return book.at(request.topicArn(), topic -> {
            check(request.attributeName(), value, topic.fifo());
            book.change(topic.name(), present -> present.with(request.attributeName(), value));
            return SetTopicAttributesResponse.builder().build();
        });
    }
}
