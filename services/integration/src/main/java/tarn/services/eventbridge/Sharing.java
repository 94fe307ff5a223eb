package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.invalid;
import static tarn.services.eventbridge.EventFaults.policyTooLong;
import static tarn.services.eventbridge.EventFaults.resourceNotFound;
import static tarn.services.eventbridge.EventFaults.statementNotFound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/** Who else may send events to a bus, and the tags of buses and rules. */
final class Sharing implements EventBridgeClient, Part {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POLICY_MAX = 10_240;
    private static final int TAGS_MAX = 50;

    private final Platform platform;
    private final Buses buses;
    private final Rules rules;

    Sharing(Platform platform, Buses buses, Rules rules) {
        this.platform = platform;
        this.buses = buses;
        this.rules = rules;
    }

    @Override
    public PutPermissionResponse putPermission(PutPermissionRequest request) {
        if (request.policy() != null) {
            change(request.eventBusName(), _ -> checked(request.policy()));
            return PutPermissionResponse.builder().build();
        }
        if (request.action() == null || request.principal() == null || request.statementId() == null) {
            throw invalid("Action, Principal and StatementId must be specified, or Policy.");
        }
        if (!request.action().equals("events:PutEvents")) {
            throw invalid("Provided value in parameter 'action' is not supported.");
        }
        var condition = request.condition();
        var arn = buses.named(request.eventBusName()).arn();
        change(request.eventBusName(), policy -> {
            var document = document(policy);
            var statements = statements(document);
            remove(statements, request.statementId());
            var statement = statements.addObject();
            statement.put("Sid", request.statementId()).put("Effect", "Allow");
            if (request.principal().equals("*")) {
                statement.put("Principal", "*");
            } else {
                statement.putObject("Principal").put("AWS", "arn:aws:iam::" + request.principal() + ":root");
            }
            statement.put("Action", request.action()).put("Resource", arn);
            if (condition != null) {
                statement.putObject("Condition").putObject(condition.type()).put(condition.key(), condition.value());
            }
            return checked(document.toString());
        });
        return PutPermissionResponse.builder().build();
    }

    @Override
    public RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        if (Boolean.TRUE.equals(request.removeAllPermissions())) {
            change(request.eventBusName(), _ -> null);
            return RemovePermissionResponse.builder().build();
        }
        var name = Buses.name(request.eventBusName());
        if (request.statementId() == null) {
            throw invalid("Parameter StatementId must be specified.");
        }
        change(request.eventBusName(), policy -> {
            var document = document(policy);
            var statements = statements(document);
            if (!remove(statements, request.statementId())) {
                throw statementNotFound(name);
            }
            return statements.isEmpty() ? null : document.toString();
        });
        return RemovePermissionResponse.builder().build();
    }

    private void change(@Nullable String bus, UnaryOperator<@Nullable String> change) {
        var now = platform.clock().instant();
        buses.change(bus, seen -> seen.withPolicy(change.apply(seen.policy()), now));
    }

    private static ObjectNode document(@Nullable String policy) {
        try {
            if (policy != null && JSON.readTree(policy) instanceof ObjectNode document) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A kept policy cannot be read", e);
        }
        var document = JSON.createObjectNode();
        document.put("Version", "2012-10-17");
        return document;
    }

    private static ArrayNode statements(ObjectNode document) {
        var statements = document.get("Statement");
        if (statements instanceof ArrayNode several) {
            return several;
        }
        var several = document.putArray("Statement");
        if (statements != null) {
            several.add(statements);
        }
        return several;
    }

    private static boolean remove(ArrayNode statements, String id) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(id)) {
                statements.remove(i);
                return true;
            }
        }
        return false;
    }

    private static String checked(String policy) {
        if (policy.length() > POLICY_MAX) {
            throw policyTooLong();
        }
        try {
            Policy.parse(policy);
        } catch (MalformedPolicyException e) {
            throw invalid("Parameter Policy is not valid. Reason: " + e.getMessage());
        }
        return policy;
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        var tags = tags(request.resourceARN(), UnaryOperator.identity());
        return ListTagsForResourceResponse.builder()
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        tags(request.resourceARN(), tags -> {
            tags.putAll(BusLifecycle.tags(request.tags()));
            if (tags.size() > TAGS_MAX) {
                throw EventFaults.tooMany();
            }
            return tags;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        tags(request.resourceARN(), tags -> {
            request.tagKeys().forEach(tags::remove);
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    /** Changes the tags of a rule or a bus; returns what it has now. */
    private Map<String, String> tags(String arn, UnaryOperator<Map<String, String>> change) {
        var parsed = Arn.parse(arn)
                .filter(known -> known.service().equals("events")
                        && known.account().equals(Caller.current().account()))
                .orElseThrow(() -> resourceNotFound(arn));
        var path = parsed.resource().split("/", 3);
        if (path[0].equals("event-bus")) {
            return buses.change(arn, bus -> bus.withTags(change.apply(new LinkedHashMap<>(bus.tags()))))
                    .tags();
        }
        if (!path[0].equals("rule") || path.length < 2) {
            throw resourceNotFound(arn);
        }
        var bus = path.length == 3 ? path[1] : Buses.DEFAULT;
        while (true) {
            var seen = rules.entry(bus, path[path.length - 1]);
            var next = seen.value()
                    .withTags(change.apply(new LinkedHashMap<>(seen.value().tags())));
            if (rules.store().replace(seen, next)) {
                return next.tags();
            }
        }
    }
}
