package tarn.services.iam;

import static tarn.services.iam.IamFaults.malformedPolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/**
 * Whether a text is a policy document, refused with AWS's messages where it is not.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
enum PolicyGrammar {
    /** What an identity may do: actions on resources, no principal. */
    IDENTITY,
    /** Who may assume a role: a principal, STS actions, no resource. */
    TRUST;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> POLICY_FIELDS = Set.of("Version", "Id", "Statement");
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
    private static final Set<String> TRUST_ACTIONS = Set.of(
            "assumerole",
            "assumerolewithsaml",
            "assumerolewithwebidentity",
            "tagsession",
            "setsourceidentity",
            "setcontext",
            "*");
    private static final Set<String> PARTITIONS = Set.of("aws", "aws-cn", "aws-us-gov", "aws-eusc", "*");

    private static final Pattern SID = Pattern.compile("[0-9A-Za-z]*");
    private static final Pattern VENDOR = Pattern.compile("[A-Za-z0-9.-]+");
    private static final Pattern OPERATOR = Pattern.compile("(?:(?:ForAllValues|ForAnyValue):)?"
            + "(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)"
            + "|Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress"
            + "|Arn(?:Not)?(?:Equals|Like)|Null)(?:IfExists)?");
    private static final Pattern AWS_PRINCIPAL = Pattern.compile(
            "\\*|[0-9]{12}|arn:[a-z-]+:(?:iam|sts)::(?:[0-9]{12}|cloudfront):.+|A(?:IDA|ROA)[A-Z0-9]{17}");
    private static final Pattern SERVICE_PRINCIPAL = Pattern.compile("[a-z0-9.-]+\\.[a-z]+");

    /** Refuses what is not a document of this kind. */
    void check(String document) {
        var policy = parse(document);
        if (!policy.isObject()) {
            throw syntax();
        }
        policy.fieldNames()
                .forEachRemaining(field -> require(POLICY_FIELDS.contains(field), "Syntax errors in policy."));
        checkVersion(policy.get("Version"));
        var sids = new HashSet<String>();
        for (var statement : statements(policy.get("Statement"))) {
            checkStatement(statement, sids);
        }
        readAsTheEvaluatorDoes(document);
    }

    /** What the evaluator cannot read must not be kept: it would refuse everything that is decided by it. */
    private static void readAsTheEvaluatorDoes(String document) {
        try {
            Policy.parse(document);
        } catch (MalformedPolicyException e) {
            throw malformedPolicy(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode parse(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw this == TRUST ? malformedPolicy("This policy contains invalid Json") : syntax();
        }
    }

    private void checkVersion(@Nullable JsonNode version) {
        var text = version == null ? "2008-10-17" : version.asText();
        require(text.equals("2012-10-17") || text.equals("2008-10-17"), "Syntax errors in policy.");
        require(this == TRUST || text.equals("2012-10-17"), "Policy document must be version 2012-10-17 or greater.");
    }

    private static List<JsonNode> statements(@Nullable JsonNode statement) {
        if (statement == null) {
            throw syntax();
        }
        if (statement.isObject()) {
            return List.of(statement);
        }
        require(statement.isArray() && !statement.isEmpty(), "Syntax errors in policy.");
        var all = new ArrayList<JsonNode>();
        statement.forEach(all::add);
        return all;
    }

    private void checkStatement(JsonNode statement, Set<String> sids) {
        require(statement.isObject(), "Syntax errors in policy.");
        statement
                .fieldNames()
                .forEachRemaining(field -> require(STATEMENT_FIELDS.contains(field), "Syntax errors in policy."));
        var effect = statement.path("Effect").asText();
        require(effect.equals("Allow") || effect.equals("Deny"), "Syntax errors in policy.");
        checkSid(statement.get("Sid"), sids);
        switch (this) {
            case IDENTITY -> {
                require(
                        !statement.has("Principal") && !statement.has("NotPrincipal"),
                        "Policy document should not specify a principal.");
                checkActions(statement);
                checkResources(statement);
            }
            case TRUST -> {
                require(!statement.has("Resource") && !statement.has("NotResource"), "Has prohibited field Resource");
                checkPrincipal(statement);
                checkActions(statement);
            }
        }
        checkCondition(statement.get("Condition"));
    }

    private static void checkSid(@Nullable JsonNode sid, Set<String> sids) {
        if (sid == null) {
            return;
        }
        require(sid.isTextual(), "Syntax errors in policy.");
        require(
                SID.matcher(sid.asText()).matches(),
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                        + " [0-9A-Za-z]*");
        require(
                sid.asText().isEmpty() || sids.add(sid.asText()),
                "Statement IDs (SID) in a single policy must be unique.");
    }

    private void checkActions(JsonNode statement) {
        for (var action : either(statement, "Action", "NotAction", "Policy statement must contain actions.")) {
            if (action.equals("*") && this == IDENTITY) {
                continue;
            }
            int colon = action.indexOf(':');
            require(
                    colon > 0 && colon < action.length() - 1,
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            var vendor = action.substring(0, colon);
            require(VENDOR.matcher(vendor).matches(), "Vendor " + vendor + " is not valid");
            if (this == TRUST) {
                require(
                        vendor.equalsIgnoreCase("sts")
                                && TRUST_ACTIONS.contains(
                                        action.substring(colon + 1).toLowerCase(Locale.ROOT)),
                        "AssumeRole policy may only specify STS AssumeRole actions.");
            }
        }
    }

    private static void checkResources(JsonNode statement) {
        for (var resource : either(statement, "Resource", "NotResource", "Policy statement must contain resources.")) {
            if (resource.equals("*")) {
                continue;
            }
            var parts = resource.split(":", 6);
            require(
                    parts.length >= 3 && parts[0].equals("arn"),
                    "Resource " + resource + " must be in ARN format or \"*\".");
            require(
                    PARTITIONS.contains(parts[1]) || parts[1].contains("$"),
                    "Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".");
            require(parts.length == 6 || resource.endsWith("*"), "The policy failed legacy parsing");
        }
    }

    private static void checkPrincipal(JsonNode statement) {
        var principal = statement.get("Principal");
        if (principal == null) {
            principal = statement.get("NotPrincipal");
        }
        if (principal == null) {
            throw malformedPolicy("Missing required field Principal");
        }
        if (principal.isTextual()) {
            require(
                    principal.asText().equals("*"),
                    "Invalid principal in policy: \"AWS\":\"" + principal.asText() + "\"");
            return;
        }
        require(principal.isObject() && !principal.isEmpty(), "Syntax errors in policy.");
        for (var one : principal.properties()) {
            for (var name : texts(one.getValue())) {
                var valid = switch (one.getKey()) {
                    case "AWS" -> AWS_PRINCIPAL.matcher(name).matches();
                    case "Service" -> SERVICE_PRINCIPAL.matcher(name).matches();
                    case "Federated", "CanonicalUser" -> !name.isEmpty();
                    default -> throw syntax();
                };
                require(valid, "Invalid principal in policy: \"" + one.getKey() + "\":\"" + name + "\"");
            }
        }
    }

    private static void checkCondition(@Nullable JsonNode condition) {
        if (condition == null) {
            return;
        }
        require(condition.isObject(), "Syntax errors in policy.");
        for (var operator : condition.properties()) {
            require(OPERATOR.matcher(operator.getKey()).matches(), "Syntax errors in policy.");
            require(operator.getValue().isObject(), "Syntax errors in policy.");
            for (var key : operator.getValue().properties()) {
                require(
                        key.getKey().indexOf(':') > 0,
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
                var values = key.getValue();
                require(values.isValueNode() || (values.isArray() && allValues(values)), "Syntax errors in policy.");
            }
        }
    }

    private static boolean allValues(JsonNode array) {
        for (var element : array) {
            if (!element.isValueNode()) {
                return false;
            }
        }
        return true;
    }

    /** The texts of exactly one of two fields. */
    private static List<String> either(JsonNode statement, String field, String negated, String missing) {
        var plain = statement.get(field);
        var not = statement.get(negated);
        require(plain == null || not == null, "Syntax errors in policy.");
        var given = plain == null ? not : plain;
        if (given == null) {
            throw malformedPolicy(missing);
        }
        var texts = texts(given);
        require(!texts.isEmpty(), missing);
        return texts;
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        require(node.isArray(), "Syntax errors in policy.");
        var all = new ArrayList<String>();
        for (var element : node) {
            require(element.isTextual(), "Syntax errors in policy.");
            all.add(element.asText());
        }
        return all;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw malformedPolicy(otherwise);
        }
    }

    private static RuntimeException syntax() {
        return malformedPolicy("Syntax errors in policy.");
    }
}
