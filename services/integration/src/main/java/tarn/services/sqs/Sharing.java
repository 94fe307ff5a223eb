package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalid;
import static tarn.services.sqs.SqsFaults.invalidParameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Adds statements to queues' policies and takes them away, by label. */
final class Sharing implements SqsClient, Part {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ACTIONS = Set.of(
            "*",
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            "GetQueueUrl");

    private final Platform platform;
    private final Queues queues;

    Sharing(Platform platform, Queues queues) {
        this.platform = platform;
        this.queues = queues;
    }

    @Override
    public AddPermissionResponse addPermission(AddPermissionRequest request) {
        if (!request.label().matches("[A-Za-z0-9_-]{1,80}")) {
            throw invalid(
                    "Label", request.label(), "Can only include alphanumeric characters, hyphens, or underscores.");
        }
        for (var action : request.actions()) {
            if (!ACTIONS.contains(action)) {
                throw invalid(
                        "ActionName", action, "Please refer to the appropriate WSDL for a list of valid actions.");
            }
        }
        return queues.at(request.queueUrl(), queue -> {
            queues.change(queue.name(), present -> {
                var policy = policy(present);
                if (find(policy, request.label()).isPresent()) {
                    throw invalid("Label", request.label(), "Already exists.");
                }
                add(statements(policy), present, request);
                return written(present, policy);
            });
            return AddPermissionResponse.builder().build();
        });
    }

    private static void add(ArrayNode statements, StoredQueue queue, AddPermissionRequest request) {
        var statement = statements.addObject();
        statement.put("Sid", request.label());
        statement.put("Effect", "Allow");
        var principals = statement.putObject("Principal").putArray("AWS");
        request.awsAccountIds().forEach(account -> principals.add("arn:aws:iam::" + account + ":root"));
        var actions = statement.putArray("Action");
        request.actions().forEach(action -> actions.add("SQS:" + action));
        statement.put("Resource", queue.arn());
    }

    @Override
    public RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            queues.change(queue.name(), present -> {
                var policy = policy(present);
                int index = find(policy, request.label())
                        .orElseThrow(() -> invalid("Label", request.label(), "can't find label on existing policy."));
                statements(policy).remove(index);
                return written(present, policy);
            });
            return RemovePermissionResponse.builder().build();
        });
    }

    private static ObjectNode policy(StoredQueue queue) {
        var document = queue.attribute(QueueAttributeName.POLICY);
        try {
            if (document.isPresent() && JSON.readTree(document.get()) instanceof ObjectNode policy) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            throw invalidParameter("The queue's policy cannot be read.");
        }
        return JSON.createObjectNode().put("Version", "2008-10-17").put("Id", queue.arn() + "/SQSDefaultPolicy");
    }

    private static ArrayNode statements(ObjectNode policy) {
        return switch (policy.get("Statement")) {
            case ArrayNode many -> many;
            case null -> policy.putArray("Statement");
            case com.fasterxml.jackson.databind.JsonNode one ->
                policy.putArray("Statement").add(one);
        };
    }

    private static Optional<Integer> find(ObjectNode policy, String label) {
        var statements = statements(policy);
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(label)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private StoredQueue written(StoredQueue queue, ObjectNode policy) {
        var text = statements(policy).isEmpty() ? "" : policy.toString();
        return queue.with(
                Map.of(QueueAttributeName.POLICY.toString(), text),
                platform.clock().instant());
    }
}
