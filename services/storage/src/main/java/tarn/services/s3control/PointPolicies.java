package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.accessDenied;
import static tarn.services.s3control.ControlFaults.malformedPolicy;
import static tarn.services.s3control.ControlFaults.noSuchAccessPointPolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusResponse;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;
import tarn.access.AccessPoint;
import tarn.access.AccessPoints;
import tarn.access.AccountBlocks;
import tarn.access.Publicness;
import tarn.kernel.Part;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/** The policies of access points; S3 asks them beside those of the buckets behind. */
final class PointPolicies implements S3ControlClient, Part {

    private static final int POLICY_LENGTH_MAX = 20 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final AccessPoints points;
    private final AccountBlocks blocks;

    PointPolicies(AccessPoints points, AccountBlocks blocks) {
        this.points = points;
        this.blocks = blocks;
    }

    @Override
    public PutAccessPointPolicyResponse putAccessPointPolicy(PutAccessPointPolicyRequest request) {
        var point = Points.point(points, request.accountId(), request.name());
        var statements = checked(request.policy(), point);
        boolean blocked = point.blockPublicPolicy()
                || blocks.find(point.account())
                        .filter(AccountBlocks.Block::blockPublicPolicy)
                        .isPresent();
        if (blocked && isPublic(point, statements)) {
            throw accessDenied();
        }
        points.replace(point.withPolicy(request.policy()));
        return PutAccessPointPolicyResponse.builder().build();
    }

    /* A point of a VPC is not public, whatever its policy says. */
    private static boolean isPublic(AccessPoint point, List<JsonNode> statements) {
        return point.vpc() == null && Publicness.isPublic(statements);
    }

    private static List<JsonNode> checked(String policy, AccessPoint point) {
        if (policy.length() > POLICY_LENGTH_MAX) {
            throw malformedPolicy("Policy exceeds the maximum allowed document size");
        }
        if (!policy.startsWith("{")) {
            throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
        }
        var statements = statements(policy);
        if (statements.isEmpty()) {
            throw malformedPolicy("Missing required field Statement");
        }
        for (var statement : statements) {
            if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
                throw malformedPolicy("Missing required field Principal");
            }
            if (!listed(statement.path(statement.has("Resource") ? "Resource" : "NotResource")).stream()
                    .allMatch(resource -> isOf(point, resource.asText()))) {
                throw malformedPolicy("Policy has invalid resource");
            }
        }
        try {
            Policy.parse(policy);
        } catch (MalformedPolicyException e) {
            throw malformedPolicy("" + e.getMessage());
        }
        return statements;
    }

    private static List<JsonNode> statements(String policy) {
        try {
            return listed(JSON.readTree(policy).path("Statement"));
        } catch (JsonProcessingException e) {
            throw malformedPolicy("This policy contains invalid Json");
        }
    }

    private static List<JsonNode> listed(JsonNode node) {
        var list = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(list::add);
        } else if (!node.isMissingNode()) {
            list.add(node);
        }
        return list;
    }

    private static boolean isOf(AccessPoint point, String resource) {
        return resource.equals(point.arn()) || resource.startsWith(point.arn() + "/object/");
    }

    private static String kept(AccessPoint point) {
        var policy = point.policy();
        if (policy == null) {
            throw noSuchAccessPointPolicy();
        }
        return policy;
    }

    @Override
    public GetAccessPointPolicyResponse getAccessPointPolicy(GetAccessPointPolicyRequest request) {
        var policy = kept(Points.point(points, request.accountId(), request.name()));
        return GetAccessPointPolicyResponse.builder().policy(policy).build();
    }

    @Override
    public GetAccessPointPolicyStatusResponse getAccessPointPolicyStatus(GetAccessPointPolicyStatusRequest request) {
        var point = Points.point(points, request.accountId(), request.name());
        boolean open = isPublic(point, statements(kept(point)));
        return GetAccessPointPolicyStatusResponse.builder()
                .policyStatus(status -> status.isPublic(open))
                .build();
    }

    @Override
    public DeleteAccessPointPolicyResponse deleteAccessPointPolicy(DeleteAccessPointPolicyRequest request) {
        var point = Points.point(points, request.accountId(), request.name());
        points.replace(point.withPolicy(null));
        return DeleteAccessPointPolicyResponse.builder().build();
    }
}
