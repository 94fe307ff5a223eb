package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.policyNotFound;
import static tarn.services.dynamodb.DynamoFaults.resourceNotFound;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
import tarn.kernel.Part;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.store.Entry;

/** Policies of tables and of their streams. A table's speaks about its indexes, too. */
final class Policies implements DynamoDbClient, Part {

    private static final String NO_POLICY = "NO_POLICY";

    private final Tables tables;
    private final ChangeLog log;

    Policies(Tables tables, ChangeLog log) {
        this.tables = tables;
        this.log = log;
    }

    /** Something that has a policy, as it was read. */
    private interface Governed {
        @Nullable
        String policy();

        /** Replaces the policy; false if anything of it has changed meanwhile. */
        boolean govern(@Nullable String next);
    }

    private Governed governed(String arn) {
        var parts = Arn.parse(arn)
                .filter(Tables::isHere)
                .map(Arn::resource)
                .map(name -> name.split("/", -1))
                .filter(names -> names[0].equals("table"))
                .orElseThrow(() -> invalid("Invalid ResourceArn: " + arn));
        return switch (parts.length) {
            case 2 -> ofTable(tables.find(parts[1]).orElseThrow(() -> resourceNotFound(arn)));
            case 4 ->
                ofStream(Optional.of(parts)
                        .filter(names -> names[2].equals("stream"))
                        .flatMap(names -> log.find(names[1], names[3]))
                        .orElseThrow(() -> resourceNotFound(arn)));
            default -> throw invalid("Invalid ResourceArn: " + arn);
        };
    }

    private Governed ofTable(Table table) {
        return new Governed() {
            @Override
            public @Nullable String policy() {
                return table.stored().settings().policy();
            }

            @Override
            public boolean govern(@Nullable String next) {
                var stored = table.stored();
                return tables.store()
                        .replace(table.entry(), stored.with(stored.settings().governed(next)));
            }
        };
    }

    private Governed ofStream(Entry<StoredStream> stream) {
        return new Governed() {
            @Override
            public @Nullable String policy() {
                return stream.value().policy();
            }

            @Override
            public boolean govern(@Nullable String next) {
                return log.streams().replace(stream, stream.value().governed(next));
            }
        };
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
        var policy = governed(request.resourceArn()).policy();
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
        change(request.resourceArn(), request.expectedRevisionId(), old -> request.policy());
        return PutResourcePolicyResponse.builder()
                .revisionId(revision(request.policy()))
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        var old = change(request.resourceArn(), request.expectedRevisionId(), policy -> null);
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

    private @Nullable String change(String arn, @Nullable String expected, UnaryOperator<@Nullable String> change) {
        while (true) {
            var governed = governed(arn);
            var old = governed.policy();
            if (expected != null && !expected.equals(revision(old))) {
                throw policyNotFound(arn);
            }
            if (governed.govern(change.apply(old))) {
                return old;
            }
        }
    }
}
