package tarn.services.sns;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What SNS knows of a topic when it is to be decided who may touch it. */
record SnsGuard(Book book) implements Guard {

    /** A subscription is guarded as its topic is. */
    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        var parts = reference.split(":", -1);
        return kind.equals("subscription") && parts.length > 6
                ? String.join(":", List.of(parts).subList(0, 6))
                : reference.isEmpty() ? "*" : reference;
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return book.find(arn).map(topic -> ResourcePolicy.of(topic.attributes().get("Policy"), topic.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return book.find(arn).map(StoredTopic::tags).orElse(Map.of());
    }

    /* aws:SourceOwner is deprecated, but stands in many policies: the account of who asks, unless that is a service. */
    @Override
    public List<String> values(String key, String arn, SdkRequest request) {
        if (key.equals("aws:sourceowner")) {
            return Arn.parse(Caller.current().principal()).map(Arn::account).stream()
                    .toList();
        }
        if (key.equals("sns:endpoint")
                && request instanceof SubscribeRequest subscribe
                && subscribe.endpoint() != null) {
            return List.of(subscribe.endpoint());
        }
        return List.of();
    }

    @Override
    public Optional<AwsServiceException> absent(String arn, SdkRequest request) {
        boolean own = Arn.parse(arn)
                .filter(parsed -> parsed.account().equals(Caller.current().account())
                        && !parsed.resource().contains("/"))
                .isPresent();
        return own && book.find(arn).isEmpty() ? Optional.of(SnsFaults.topicNotFound()) : Optional.empty();
    }
}
