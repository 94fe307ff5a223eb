package tarn.services.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Grant;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * What counts when it is decided who may do what in a bucket: its policy, what its ACL and its objects' ACLs amount to,
 * less what its public access block takes away.
 */
final class BucketPolicies {

    private final Holdings holdings;
    private final Exposure exposure;
    private final Configurations<AccessList> acls;
    private final ObjectGrants objectAcls;
    private final Configurations<String> policies;

    BucketPolicies(Holdings holdings, Exposure exposure, Configurations<AccessList> acls, ObjectGrants objectAcls) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.acls = acls;
        this.objectAcls = objectAcls;
        this.policies = new Configurations<>(holdings, "policies", Formats.text());
    }

    /** The policies as they were put. */
    Configurations<String> kept() {
        return policies;
    }

    /**
     * The one document that counts.
     *
     * @param key of the object; null for the bucket itself
     */
    Optional<String> document(String bucket, @Nullable String key) {
        var kept = policies.find(bucket);
        boolean aclsCount = exposure.hasAcls(bucket);
        if (!aclsCount && (kept.isEmpty() || !exposure.restrictsPublicBuckets(bucket))) {
            return kept;
        }
        var owned = holdings.buckets().get(Key.of(bucket));
        if (owned.isEmpty()) {
            return kept;
        }
        var document = PolicyText.JSON.createObjectNode().put("Version", "2012-10-17");
        var statements = document.putArray("Statement");
        kept.ifPresent(text -> {
            var policy = PolicyText.kept(text);
            document.set(
                    "Version",
                    policy.document().path("Version").isMissingNode()
                            ? PolicyText.JSON.getNodeFactory().textNode("2008-10-17")
                            : policy.document().path("Version"));
            boolean restricted = exposure.restrictsPublicBuckets(bucket) && Publicness.isPublic(policy);
            for (var statement : policy.statements()) {
                if (restricted && statement.path("Effect").asText().equals("Allow")) {
                    restrict(statements, statement, owned.get().owner());
                } else {
                    statements.add(statement);
                }
            }
        });
        if (aclsCount) {
            granted(statements, bucket, key);
        }
        return statements.isEmpty() ? Optional.empty() : Optional.of(document.toString());
    }

    /* "RestrictPublicBuckets" leaves a public policy to AWS's services and to the owner's account. */
    private static void restrict(ArrayNode statements, JsonNode statement, String owner) {
        ObjectNode account = statement.deepCopy();
        condition(account, "ForAnyValue:StringEquals").put("aws:PrincipalAccount", owner);
        statements.add(account);
        ObjectNode service = statement.deepCopy();
        condition(service, "ForAnyValue:Bool").put("aws:PrincipalIsAWSService", "true");
        statements.add(service);
    }

    private static ObjectNode condition(ObjectNode statement, String operator) {
        return statement.withObjectProperty("Condition").withObjectProperty(operator);
    }

    private void granted(ArrayNode statements, String bucket, @Nullable String key) {
        acls.find(bucket)
                .ifPresent(list -> others(list, bucket).forEach(grant -> {
                    grant(statements, grant, "arn:aws:s3:::" + bucket, BucketRights.of(grant.permission()));
                    grant(statements, grant, "arn:aws:s3:::" + bucket + "/*", BucketRights.inside(grant.permission()));
                }));
        var current = key == null
                ? null
                : holdings.versions().current().get(Key.of(bucket, key)).orElse(null);
        if (key != null && current instanceof StoredObject now) {
            objectAcls
                    .find(bucket, key, now)
                    .ifPresent(list -> others(list, bucket)
                            .forEach(grant -> grant(
                                    statements,
                                    grant,
                                    "arn:aws:s3:::" + bucket + "/" + literal(key),
                                    BucketRights.onObject(grant.permission()))));
        }
    }

    private Stream<Grant> others(AccessList list, String bucket) {
        boolean ignored = exposure.ignoresPublicAcls(bucket);
        return list.grants().stream()
                .filter(grant -> !(ignored && AccessList.isPublic(grant)))
                .filter(grant -> !list.owner().equals(grant.grantee().id()));
    }

    /* In a policy these would be patterns and variables. */
    private static String literal(String key) {
        return key.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
    }

    private static void grant(ArrayNode statements, Grant grant, String resource, List<String> actions) {
        if (actions.isEmpty()) {
            return;
        }
        var statement = statements.addObject().put("Effect", "Allow").put("Resource", resource);
        actions.forEach(statement.putArray("Action")::add);
        var uri = grant.grantee().uri();
        if (uri == null) {
            statement
                    .putObject("Principal")
                    .put("CanonicalUser", grant.grantee().id());
        } else if (uri.equals(AccessList.LOG_DELIVERY)) {
            statement.putObject("Principal").put("Service", "logging.s3.amazonaws.com");
        } else {
            statement.put("Principal", "*");
            if (uri.equals(AccessList.EVERYBODY_SIGNED)) {
                condition(statement, "Null").put("aws:PrincipalArn", "false");
            }
        }
    }
}
