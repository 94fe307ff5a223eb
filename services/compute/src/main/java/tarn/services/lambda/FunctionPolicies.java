package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;
import static tarn.services.lambda.LambdaFaults.policyTooLong;
import static tarn.services.lambda.LambdaFaults.revisionDiffers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Who else may use functions: policies, statement by statement. */
final class FunctionPolicies implements LambdaClient, Part {

    static final String POLICIES = "lambda/policies";

    private static final int LENGTH_MAX = 20_480;
    private static final JsonMapper JSON = new JsonMapper();

    private final Functions functions;
    private final Store<StoredPolicy> store;

    FunctionPolicies(Platform platform, Functions functions) {
        this.functions = functions;
        this.store = platform.store(POLICIES, Scope.REGION, Formats.record(StoredPolicy.class));
    }

    private static Key key(Reference reference) {
        var qualifier = reference.qualifier();
        return Key.of(reference.name(), qualifier == null || qualifier.equals(Reference.LATEST) ? "" : qualifier);
    }

    /** The document that speaks about a function as it is named; null if there is none. */
    @Nullable
    String document(Reference reference) {
        return store.get(key(reference)).map(StoredPolicy::document).orElse(null);
    }

    void forget(Batch batch, String function) {
        store.scan(Range.under(Key.of(function))).forEach(entry -> batch.delete(store, entry));
    }

    private void requireFunction(Reference reference) {
        var function = functions.entry(reference).value();
        var qualifier = reference.qualifier();
        if (qualifier == null || qualifier.equals(Reference.LATEST)) {
            return;
        }
        boolean there = Functions.isNumber(qualifier)
                ? functions.find(function.name(), qualifier).isPresent()
                : functions.aliases().get(Key.of(function.name(), qualifier)).isPresent();
        if (!there) {
            throw functionNotFound(reference.qualifiedArn());
        }
    }

    @Override
    public AddPermissionResponse addPermission(AddPermissionRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        if (Reference.LATEST.equals(reference.qualifier())) {
            throw invalid("We currently do not support adding policies for $LATEST.");
        }
        requireFunction(reference);
        var statement = statement(request, reference);
        store.update(key(reference), present -> {
            requireRevision(
                    request.revisionId(), present.map(StoredPolicy::revision).orElse(null));
            var statements = present.map(StoredPolicy::byId).orElseGet(java.util.LinkedHashMap::new);
            if (statements.putIfAbsent(request.statementId(), statement) != null) {
                throw conflict("The statement id (" + request.statementId()
                        + ") provided already exists. Please provide a new statement id, or remove the existing"
                        + " statement.");
            }
            var next = StoredPolicy.of(functions.platform().ids().uuid().toString(), statements);
            if (next.document().length() > LENGTH_MAX) {
                throw policyTooLong();
            }
            return next;
        });
        return AddPermissionResponse.builder().statement(statement).build();
    }

    private static String statement(AddPermissionRequest request, Reference reference) {
        var statement = JSON.createObjectNode();
        statement.put("Sid", request.statementId());
        statement.put("Effect", "Allow");
        principal(statement, request.principal());
        statement.put("Action", request.action());
        statement.put("Resource", reference.qualifiedArn());
        var conditions = JSON.createObjectNode();
        condition(conditions, "StringEquals", "AWS:SourceAccount", request.sourceAccount());
        condition(conditions, "StringEquals", "aws:PrincipalOrgID", request.principalOrgID());
        condition(conditions, "StringEquals", "lambda:EventSourceToken", request.eventSourceToken());
        condition(conditions, "StringEquals", "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
        condition(conditions, "ArnLike", "AWS:SourceArn", request.sourceArn());
        if (Boolean.TRUE.equals(request.invokedViaFunctionUrl())) {
            condition(conditions, "Bool", "lambda:InvokedViaFunctionUrl", "true");
        }
        if (!conditions.isEmpty()) {
            statement.set("Condition", conditions);
        }
        var text = statement.toString();
        try {
            Policy.parse("{\"Version\":\"2012-10-17\",\"Statement\":[" + text + "]}");
        } catch (MalformedPolicyException e) {
            throw invalid("The provided principal was invalid. Please check the principal and try again.");
        }
        return text;
    }

    private static void principal(ObjectNode statement, String principal) {
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (principal.matches("[0-9]{12}")) {
            statement.set("Principal", JSON.createObjectNode().put("AWS", "arn:aws:iam::" + principal + ":root"));
        } else if (principal.startsWith("arn:")) {
            statement.set("Principal", JSON.createObjectNode().put("AWS", principal));
        } else if (principal.matches("[a-z0-9.-]+\\.(amazonaws\\.com|internal|alexa\\.com)(\\.cn)?")) {
            statement.set("Principal", JSON.createObjectNode().put("Service", principal));
        } else {
            throw invalid("The provided principal was invalid. Please check the principal and try again.");
        }
    }

    private static void condition(ObjectNode conditions, String operator, String key, @Nullable String value) {
        if (value != null) {
            conditions.withObject("/" + operator).put(key, value);
        }
    }

    private static void requireRevision(@Nullable String given, @Nullable String present) {
        if (given != null && !given.equals(present)) {
            throw revisionDiffers();
        }
    }

    @Override
    public RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        requireFunction(reference);
        if (store.get(key(reference)).isEmpty()) {
            throw notFound("No policy is associated with the given resource.");
        }
        store.update(key(reference), present -> {
            var old = present.orElseThrow(() -> notFound("No policy is associated with the given resource."));
            requireRevision(request.revisionId(), old.revision());
            var statements = old.byId();
            if (statements.remove(request.statementId()) == null) {
                throw notFound("Statement " + request.statementId() + " is not found in resource policy.");
            }
            return statements.isEmpty()
                    ? null
                    : StoredPolicy.of(functions.platform().ids().uuid().toString(), statements);
        });
        return RemovePermissionResponse.builder().build();
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        requireFunction(reference);
        var policy =
                store.get(key(reference)).orElseThrow(() -> notFound("The resource you requested does not exist."));
        return GetPolicyResponse.builder()
                .policy(policy.document())
                .revisionId(policy.revision())
                .build();
    }
}
