package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;
import static tarn.services.lambda.LambdaFaults.policyTooLong;
import static tarn.services.lambda.LambdaFaults.revisionDiffers;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Who else may use versions of layers. */
final class LayerPolicies implements LambdaClient, Part {

    private static final int LENGTH_MAX = 20_480;
    private static final JsonMapper JSON = new JsonMapper();

    private final Platform platform;
    private final LayerVersions layers;

    LayerPolicies(Platform platform, LayerVersions layers) {
        this.platform = platform;
        this.layers = layers;
    }

    /** The policy of a version; null if it has none. */
    static @Nullable String document(StoredLayer layer) {
        return layer.statements().isEmpty()
                ? null
                : "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":["
                        + String.join(",", layer.statements().values()) + "]}";
    }

    private StoredLayer change(
            LayerVersions.Named named, @Nullable String revision, UnaryOperator<Map<String, String>> change) {
        return layers.store()
                .update(named.key(), seen -> {
                    var layer = seen.orElseThrow(() -> missing(named));
                    if (revision != null && !revision.equals(layer.policyRevision())) {
                        throw revisionDiffers();
                    }
                    var next = layer.governed(
                            change.apply(new LinkedHashMap<>(layer.statements())),
                            platform.ids().uuid().toString());
                    var document = document(next);
                    if (document != null && document.length() > LENGTH_MAX) {
                        throw policyTooLong();
                    }
                    return next;
                })
                .orElseThrow();
    }

    private static RuntimeException missing(LayerVersions.Named named) {
        return notFound("Layer version " + named.arn() + ":" + named.number() + " does not exist.");
    }

    @Override
    public AddLayerVersionPermissionResponse addLayerVersionPermission(AddLayerVersionPermissionRequest request) {
        var named = LayerVersions.of(request.layerName(), request.versionNumber());
        if (!request.action().equals("lambda:GetLayerVersion")) {
            throw invalid("Action must be lambda:GetLayerVersion");
        }
        if (request.organizationId() != null && !request.principal().equals("*")) {
            throw invalid("Principal must be * when OrganizationId is given");
        }
        var statement = JSON.createObjectNode();
        statement.put("Sid", request.statementId());
        statement.put("Effect", "Allow");
        if (request.principal().equals("*")) {
            statement.put("Principal", "*");
        } else {
            var account = request.principal();
            statement
                    .putObject("Principal")
                    .put("AWS", account.startsWith("arn:") ? account : "arn:aws:iam::" + account + ":root");
        }
        statement.put("Action", request.action());
        statement.put("Resource", named.arn() + ":" + named.number());
        if (request.organizationId() != null) {
            statement
                    .putObject("Condition")
                    .putObject("StringEquals")
                    .put("aws:PrincipalOrgID", request.organizationId());
        }
        var text = statement.toString();
        var changed = change(named, request.revisionId(), statements -> {
            if (statements.putIfAbsent(request.statementId(), text) != null) {
                throw conflict("The statement id (" + request.statementId()
                        + ") provided already exists. Please provide a new statement id, or remove the existing"
                        + " statement.");
            }
            return statements;
        });
        return AddLayerVersionPermissionResponse.builder()
                .statement(text)
                .revisionId(changed.policyRevision())
                .build();
    }

    @Override
    public RemoveLayerVersionPermissionResponse removeLayerVersionPermission(
            RemoveLayerVersionPermissionRequest request) {
        var named = LayerVersions.of(request.layerName(), request.versionNumber());
        change(named, request.revisionId(), statements -> {
            if (statements.remove(request.statementId()) == null) {
                throw notFound("Statement " + request.statementId() + " is not found in resource policy.");
            }
            return statements;
        });
        return RemoveLayerVersionPermissionResponse.builder().build();
    }

    @Override
    public GetLayerVersionPolicyResponse getLayerVersionPolicy(GetLayerVersionPolicyRequest request) {
        var named = LayerVersions.of(request.layerName(), request.versionNumber());
        var layer = layers.find(named).orElseThrow(() -> missing(named));
        var document = document(layer);
        if (document == null) {
            throw notFound("No policy is associated with the given resource.");
        }
        return GetLayerVersionPolicyResponse.builder()
                .policy(document)
                .revisionId(layer.policyRevision())
                .build();
    }
}
