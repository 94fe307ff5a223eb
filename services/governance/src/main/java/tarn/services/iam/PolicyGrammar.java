package tarn.services.iam;

import static tarn.services.iam.IamFaults.malformedPolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.policy.Statement;

/**
 * Whether a text is a policy document of a kind, refused with AWS's messages where it is not. It is read as whoever
 * decides by it reads it; what is asked here beyond that is what IAM alone asks.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
enum PolicyGrammar {
    /** What an identity may do: actions on resources, no principal. */
    IDENTITY,
    /** Who may assume a role: a principal, STS actions, no resource. */
    TRUST;

    private static final String SYNTAX = "Syntax errors in policy.";
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
    private static final Pattern AWS_PRINCIPAL = Pattern.compile(
            "\\*|[0-9]{12}|arn:[a-z-]+:(?:iam|sts)::(?:[0-9]{12}|cloudfront):.+|A(?:IDA|ROA)[A-Z0-9]{17}");
    private static final Pattern SERVICE_PRINCIPAL = Pattern.compile("[a-z0-9.-]+\\.[a-z]+");

    /** Refuses what is not a document of this kind. */
    void check(String document) {
        var policy = read(document);
        require(
                this == TRUST || "2012-10-17".equals(policy.version()),
                "Policy document must be version 2012-10-17 or greater.");
        var sids = new HashSet<String>();
        for (var statement : policy.statements()) {
            checkSid(statement.sid(), sids);
            switch (this) {
                case IDENTITY -> {
                    require(!statement.hasPrincipal(), "Policy document should not specify a principal.");
                    checkActions(statement.actions());
                    checkResources(statement);
                }
                case TRUST -> {
                    require(!statement.hasResource(), "Has prohibited field Resource");
                    require(statement.hasPrincipal(), "Missing required field Principal");
                    checkPrincipals(statement.principals());
                    checkActions(statement.actions());
                }
            }
            require(statement.knowsOperators(), SYNTAX);
            require(
                    statement.conditionKeys().stream().allMatch(key -> key.indexOf(':') > 0),
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
    }

    private Policy read(String document) {
        try {
            return Policy.parse(document);
        } catch (MalformedPolicyException e) {
            boolean json = e.getCause() instanceof JsonProcessingException;
            throw malformedPolicy(json && this == IDENTITY ? SYNTAX : String.valueOf(e.getMessage()));
        }
    }

    private static void checkSid(@Nullable String sid, Set<String> sids) {
        if (sid == null) {
            return;
        }
        require(
                SID.matcher(sid).matches(),
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                        + " [0-9A-Za-z]*");
        require(sid.isEmpty() || sids.add(sid), "Statement IDs (SID) in a single policy must be unique.");
    }

    private void checkActions(List<String> actions) {
        require(!actions.isEmpty(), "Policy statement must contain actions.");
        for (var action : actions) {
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

    private static void checkResources(Statement statement) {
        require(!statement.resources().isEmpty(), "Policy statement must contain resources.");
        for (var resource : statement.resources()) {
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

    private static void checkPrincipals(Map<String, List<String>> principals) {
        require(!principals.isEmpty(), SYNTAX);
        principals.forEach((kind, names) -> {
            for (var name : names) {
                boolean valid = switch (kind) {
                    case "AWS" -> AWS_PRINCIPAL.matcher(name).matches();
                    case "Service" -> SERVICE_PRINCIPAL.matcher(name).matches();
                    default -> !name.isEmpty();
                };
                require(valid, "Invalid principal in policy: \"" + kind + "\":\"" + name + "\"");
            }
        });
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw malformedPolicy(otherwise);
        }
    }
}
