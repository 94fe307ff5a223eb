package tarn.services.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import tarn.access.Publicness;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * What counts when it is decided who may do what in a bucket: its policy, what its ACL and its objects' ACLs amount to,
 * less what its public access block takes away.
 */
final class BucketPolicies {

    /** The key under which it is told who says to pay for a request; of our own, since AWS has none. */
    static final String PAYER = "s3:x-amz-request-payer";

    private final Holdings holdings;
    private final Exposure exposure;
    private final Configurations<AccessList> acls;
    private final ObjectGrants objectAcls;
    private final Configurations<RequestPaymentConfiguration> payment;
    private final Configurations<String> policies;

    BucketPolicies(
            Holdings holdings,
            Exposure exposure,
            Configurations<AccessList> acls,
            ObjectGrants objectAcls,
            Configurations<RequestPaymentConfiguration> payment) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.acls = acls;
        this.objectAcls = objectAcls;
        this.payment = payment;
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
        boolean othersPay = payment.find(bucket)
                .filter(paying -> paying.payer() == Payer.REQUESTER)
                .isPresent();
        if (!aclsCount && !othersPay && (kept.isEmpty() || !exposure.restrictsPublicBuckets(bucket))) {
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
            boolean restricted = exposure.restrictsPublicBuckets(bucket) && Publicness.isPublic(policy.statements());
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
        if (othersPay) {
            letPay(statements, bucket, owned.get().owner());
        }
        return statements.isEmpty() ? Optional.empty() : Optional.of(document.toString());
    }

    /* "RestrictPublicBuckets" leaves a public policy to AWS's services and to the owner's account. */
    static void restrict(ArrayNode statements, JsonNode statement, String owner) {
        ObjectNode account = statement.deepCopy();
        condition(account, "ForAnyValue:StringEquals").put("aws:PrincipalAccount", owner);
        statements.add(account);
        ObjectNode service = statement.deepCopy();
        condition(service, "ForAnyValue:Bool").put("aws:PrincipalIsAWSService", "true");
        statements.add(service);
    }

    /* Who is of another account must say that it pays; of whom nobody knows, nobody can be charged. */
    private static void letPay(ArrayNode statements, String bucket, String owner) {
        var silent = denied(statements, bucket);
        condition(silent, "StringNotEquals").put("aws:PrincipalAccount", owner);
        condition(silent, "Null").put(PAYER, "true");
        condition(denied(statements, bucket), "Null").put("aws:PrincipalAccount", "true");
    }

    private static ObjectNode denied(ArrayNode statements, String bucket) {
        var statement = statements
                .addObject()
                .put("Effect", "Deny")
                .put("Principal", "*")
                .put("Action", "s3:*");
        statement.putArray("Resource").add("arn:aws:s3:::" + bucket).add("arn:aws:s3:::" + bucket + "/*");
        condition(statement, "Bool").put("aws:PrincipalIsAWSService", "false");
        return statement;
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
