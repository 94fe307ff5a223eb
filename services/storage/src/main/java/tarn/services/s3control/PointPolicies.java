package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.malformedPolicy;
import static tarn.services.s3control.ControlFaults.noSuchAccessPointPolicy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;
import tarn.access.AccessPoints;
import tarn.kernel.Part;

/**
 * The policies of access points. They are kept and told, and not evaluated: where policies are enforced, S3 refuses
 * requests through an access point that has one, rather than to pass over what it forbids.
 */
final class PointPolicies implements S3ControlClient, Part {

    private static final int POLICY_LENGTH_MAX = 20 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    private final AccessPoints points;

    PointPolicies(AccessPoints points) {
        this.points = points;
    }

    @Override
    public PutAccessPointPolicyResponse putAccessPointPolicy(PutAccessPointPolicyRequest request) {
        var point = Points.point(points, request.accountId(), request.name());
        check(request.policy());
        points.replace(point.withPolicy(request.policy()));
        return PutAccessPointPolicyResponse.builder().build();
    }

    private static void check(String policy) {
        if (policy.length() > POLICY_LENGTH_MAX) {
            throw malformedPolicy("Policy exceeds the maximum allowed document size");
        }
        boolean statements = false;
        try (var parser = JSON.createParser(policy)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
            }
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                statements |=
                        token == JsonToken.FIELD_NAME && parser.currentName().equals("Statement");
            }
        } catch (IOException e) {
            throw malformedPolicy("This policy contains invalid Json");
        }
        if (!statements) {
            throw malformedPolicy("Missing required field Statement");
        }
    }

    @Override
    public GetAccessPointPolicyResponse getAccessPointPolicy(GetAccessPointPolicyRequest request) {
        var policy = Points.point(points, request.accountId(), request.name()).policy();
        if (policy == null) {
            throw noSuchAccessPointPolicy();
        }
        return GetAccessPointPolicyResponse.builder().policy(policy).build();
    }

    @Override
    public DeleteAccessPointPolicyResponse deleteAccessPointPolicy(DeleteAccessPointPolicyRequest request) {
        var point = Points.point(points, request.accountId(), request.name());
        points.replace(point.withPolicy(null));
        return DeleteAccessPointPolicyResponse.builder().build();
    }
}
