package tarn.services.sns;

import static tarn.services.sns.SnsFaults.invalid;
import static tarn.services.sns.SnsFaults.notFound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import tarn.kernel.Part;

/** Adds statements to topics' policies and takes them away, by label. */
final class Sharing implements SnsClient, Part {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Book book;

    Sharing(Book book) {
        this.book = book;
    }

    @Override
    public AddPermissionResponse addPermission(AddPermissionRequest request) {
        return book.at(request.topicArn(), topic -> {
            book.change(topic.name(), present -> {
                var policy = policy(present);
                var statements = statements(policy);
                if (index(statements, request.label()) >= 0) {
                    throw invalid("Statement already exists");
                }
                var statement = statements.addObject();
                statement.put("Sid", request.label());
                statement.put("Effect", "Allow");
                var principals = statement.putObject("Principal").putArray("AWS");
                request.awsAccountIds().forEach(account -> principals.add("arn:aws:iam::" + account + ":root"));
                var actions = statement.putArray("Action");
                request.actionNames().forEach(action -> actions.add("SNS:" + action));
                statement.put("Resource", present.arn());
                return present.with("Policy", policy.toString());
            });
            return AddPermissionResponse.builder().build();
        });
    }

    @Override
    public RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        return book.at(request.topicArn(), topic -> {
            book.change(topic.name(), present -> {
                var policy = policy(present);
                var statements = statements(policy);
                int index = index(statements, request.label());
                if (index < 0) {
                    throw notFound("Statement does not exist");
                }
                statements.remove(index);
                return present.with("Policy", policy.toString());
            });
            return RemovePermissionResponse.builder().build();
        });
    }

    private static ObjectNode policy(StoredTopic topic) {
        var document = topic.attributes().getOrDefault("Policy", Topics.defaultPolicy(topic));
        try {
            if (JSON.readTree(document) instanceof ObjectNode policy) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            // Refused below: policies are checked when they are set.
        }
        throw invalid("Policy");
    }

    private static ArrayNode statements(ObjectNode policy) {
        return switch (policy.get("Statement")) {
            case ArrayNode many -> many;
            case null -> policy.putArray("Statement");
            case JsonNode one -> policy.putArray("Statement").add(one);
        };
    }

    private static int index(ArrayNode statements, String label) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(label)) {
                return i;
            }
        }
        return -1;
    }
}
