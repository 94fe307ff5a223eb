package tarn.services.s3;

import static tarn.services.s3.SettingFaults.malformedPolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of a bucket policy, held against what S3 asks of one.
 *
 * <p>Where we differ from AWS: it is not checked that the users and roles that a policy names exist, nor that actions
 * and condition keys are known to S3.
 *
 * @param document as a tree, for those who look further
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html">Bucket policies</a>
 */
record PolicyText(ObjectNode document) {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int BYTES_MAX = 20 * 1024;
    private static final Set<String> FIELDS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_FIELDS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> PRINCIPAL_KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final Pattern ACTION = Pattern.compile("(?i)\\*|s3:[a-z*?]+");
    private static final Pattern AWS_PRINCIPAL =
            Pattern.compile("\\*|[0-9]{12}|arn:aws:(?:iam::[0-9]{12}:(?:root|user/.+|role/.+)|sts::[0-9]{12}:.+)"
                    + "|arn:aws:iam::cloudfront:user/.+|AIDA[A-Z0-9]+|AROA[A-Z0-9]+");
    private static final Pattern OPERATOR = Pattern.compile("(?i)(?:ForAllValues:|ForAnyValue:)?"
            + "(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)"
            + "|Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress"
            + "|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null");

    /** Actions on objects; all others are on the bucket. */
    private static final Pattern ON_OBJECTS =
            Pattern.compile("(?i)s3:(?:(?:Get|Put|Delete|Restore|Replicate|Update)Object"
                    + "(?!LockConfiguration).*|ListMultipartUploadParts|AbortMultipartUpload|BypassGovernanceRetention"
                    + "|ReplicateDelete|ReplicateTags|ObjectOwnerOverrideToBucketOwner|InitiateReplication)");

    private static final Pattern BUCKET_OBJECT_LOCK = Pattern.compile("(?i)s3:(?:Get|Put)BucketObjectLock.*");

    /** A policy for a bucket. Refuses what S3 refuses. */
    static PolicyText of(String text, String bucket) {
        if (text.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw malformedPolicy("Policy exceeds the maximum allowed document size.");
        }
        var policy = new PolicyText(tree(text));
        var fields = policy.document.fieldNames();
        while (fields.hasNext()) {
            known(FIELDS, fields.next());
        }
        var version = policy.document.path("Version");
        if (!version.isMissingNode()
                && !version.asText().equals("2012-10-17")
                && !version.asText().equals("2008-10-17")) {
            throw malformedPolicy("The policy must contain a valid version string");
        }
        var statements = policy.statements();
        if (statements.isEmpty()) {
            throw malformedPolicy(
                    policy.document.has("Statement")
                            ? "Could not parse the policy: Statement is empty!"
                            : "Missing required field Statement");
        }
        statements.forEach(statement -> check(statement, bucket));
        return policy;
    }

    /** A policy that was checked before. */
    static PolicyText kept(String text) {
        return new PolicyText(tree(text));
    }

    private static ObjectNode tree(String text) {
        if (!text.startsWith("{")) {
            throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
        }
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformedPolicy("This policy contains invalid Json");
        }
    }

    /** Its statements. */
    List<JsonNode> statements() {
        return listed(document.path("Statement"));
    }

    /** A value, or the values of a list. */
    static List<JsonNode> listed(JsonNode node) {
        if (node.isMissingNode()) {
            return List.of();
        }
        var list = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(list::add);
        } else {
            list.add(node);
        }
        return list;
    }

    private static void check(JsonNode statement, String bucket) {
        if (!statement.isObject()) {
            throw malformedPolicy("This policy contains invalid Json");
        }
        statement.fieldNames().forEachRemaining(name -> known(STATEMENT_FIELDS, name));
        if (!statement.has("Effect")) {
            throw malformedPolicy("Missing required field Effect");
        }
        var effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw malformedPolicy("Invalid effect: " + effect);
        }
        checkPrincipal(one(statement, "Principal"));
        var actions = texts(one(statement, "Action"), "Policy has invalid action");
        if (!actions.stream().allMatch(action -> ACTION.matcher(action).matches())) {
            throw malformedPolicy("Policy has invalid action");
        }
        var resources = texts(one(statement, "Resource"), "Policy has invalid resource");
        if (!resources.stream().allMatch(resource -> isIn(resource, bucket))) {
            throw malformedPolicy("Policy has invalid resource");
        }
        if (statement.has("Action") && statement.has("Resource")) {
            actions.forEach(action -> checkApplies(action, resources));
        }
        statement.path("Condition").fieldNames().forEachRemaining(operator -> {
            if (!OPERATOR.matcher(operator).matches()) {
                throw malformedPolicy("Invalid Condition type : " + operator);
            }
        });
        if (statement.has("Condition")
                && !(statement.path("Condition").isObject()
                        && Stream.of(statement.path("Condition")).allMatch(condition -> allObjects(condition)))) {
            throw malformedPolicy("This policy contains invalid Json");
        }
    }

    private static boolean allObjects(JsonNode node) {
        for (var value : node) {
            if (!value.isObject()) {
                return false;
            }
        }
        return true;
    }

    private static void known(Set<String> fields, String name) {
        if (!fields.contains(name)) {
            throw malformedPolicy("Unknown field " + name);
        }
    }

    /* Either the element or its negation must be there, and not both. */
    private static JsonNode one(JsonNode statement, String field) {
        if (statement.has(field) == statement.has("Not" + field)) {
            throw malformedPolicy(
                    statement.has(field)
                            ? "Statement cannot contain both " + field + " and Not" + field
                            : "Missing required field " + field);
        }
        return statement.has(field) ? statement.path(field) : statement.path("Not" + field);
    }

    private static List<String> texts(JsonNode node, String problem) {
        var texts = listed(node);
        if (texts.isEmpty() || !texts.stream().allMatch(JsonNode::isTextual)) {
            throw malformedPolicy(problem);
        }
        return texts.stream().map(JsonNode::asText).toList();
    }

    private static void checkPrincipal(JsonNode principal) {
        if (principal.isTextual() && principal.asText().equals("*")) {
            return;
        }
        if (!principal.isObject() || principal.isEmpty()) {
            throw malformedPolicy("Invalid principal in policy");
        }
        for (var kind : principal.properties()) {
            var names = texts(kind.getValue(), "Invalid principal in policy");
            boolean right = PRINCIPAL_KINDS.contains(kind.getKey())
                    && (!kind.getKey().equals("AWS")
                            || names.stream()
                                    .allMatch(
                                            name -> AWS_PRINCIPAL.matcher(name).matches()));
            if (!right) {
                throw malformedPolicy("Invalid principal in policy");
            }
        }
    }

    private static boolean isIn(String resource, String bucket) {
        var prefix = "arn:aws:s3:::";
        if (!resource.startsWith(prefix)) {
            return false;
        }
        var path = resource.substring(prefix.length());
        int slash = path.indexOf('/');
        var name = slash < 0 ? path : path.substring(0, slash);
        if (name.isEmpty() || name.startsWith("*")) {
            return false;
        }
        var glob = Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
        return glob.matcher(bucket).matches();
    }

    private static void checkApplies(String action, List<String> resources) {
        if (action.contains("*") || action.contains("?")) {
            return;
        }
        boolean object = ON_OBJECTS.matcher(action).matches()
                && !BUCKET_OBJECT_LOCK.matcher(action).matches();
        boolean applies = resources.stream()
                .anyMatch(resource ->
                        object ? resource.contains("/") || resource.endsWith("*") : resource.indexOf('/') < 0);
        if (!applies) {
            throw malformedPolicy("Action does not apply to any resource(s) in statement");
        }
    }
}
