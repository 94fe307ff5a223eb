package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.policyNotFound;
import static tarn.services.dynamodb.DynamoFaults.resourceNotFound;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;
import tarn.kernel.Arn;
import tarn.kernel.NotImplemented;
import tarn.kernel.Part;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/** Policies of tables. Those of streams are refused as not implemented. */
final class Policies implements DynamoDbClient, Part {

    private static final String NO_POLICY = "NO_POLICY";

    private final Tables tables;

    Policies(Tables tables) {
        this.tables = tables;
    }

    private Table table(String arn, String operation) {
        var resource = Arn.parse(arn)
                .filter(Tables::isHere)
                .map(Arn::resource)
                .filter(name -> name.startsWith("table/"))
                .orElseThrow(() -> invalid("Invalid ResourceArn: " + arn));
        if (resource.contains("/stream/")) {
            throw NotImplemented.by(DynamoDbClient.class, operation + " of a stream");
        }
        return tables.find(resource.substring("table/".length())).orElseThrow(() -> resourceNotFound(arn));
    }

    /** A revision follows from what the policy says. */
    private static String revision(@Nullable String policy) {
        if (policy == null) {
            return NO_POLICY;
        }
        var sum = new CRC32();
        sum.update(policy.getBytes(StandardCharsets.UTF_8));
        return Long.toString(sum.getValue());
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        var policy = table(request.resourceArn(), "GetResourcePolicy")
                .stored()
                .settings()
                .policy();
        if (policy == null) {
            throw policyNotFound(request.resourceArn());
        }
        return GetResourcePolicyResponse.builder()
                .policy(policy)
                .revisionId(revision(policy))
                .build();
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        checked(request.policy());
        change(request.resourceArn(), "PutResourcePolicy", request.expectedRevisionId(), old -> request.policy());
        return PutResourcePolicyResponse.builder()
                .revisionId(revision(request.policy()))
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        var old = change(request.resourceArn(), "DeleteResourcePolicy", request.expectedRevisionId(), policy -> null);
        return DeleteResourcePolicyResponse.builder()
                .revisionId(old == null ? null : revision(old))
                .build();
    }

    static String checked(String policy) {
        try {
            Policy.parse(policy);
            return policy;
        } catch (MalformedPolicyException e) {
            throw invalid("Invalid policy document: " + e.getMessage());
        }
    }

    private @Nullable String change(
            String arn, String operation, @Nullable String expected, UnaryOperator<@Nullable String> change) {
        while (true) {
            var table = table(arn, operation);
            var old = table.stored().settings().policy();
            if (expected != null && !expected.equals(revision(old))) {
                throw policyNotFound(arn);
            }
            var next = table.stored().with(table.stored().settings().governed(change.apply(old)));
            if (tables.store().replace(table.entry(), next)) {
                return old;
            }
        }
    }
}
