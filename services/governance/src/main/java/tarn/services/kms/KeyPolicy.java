package tarn.services.kms;

import static tarn.services.kms.KmsFaults.limitExceeded;
import static tarn.services.kms.KmsFaults.policyMalformed;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.policy.Context;
import tarn.policy.Evaluation;
import tarn.policy.MalformedPolicyException;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.Subject;

/** Key policies as documents: the one a key has if nobody gives it another, and AWS's own. */
final class KeyPolicy {

    /** The only name a key policy has. */
    static final String NAME = "default";

    private static final int LENGTH_MAX = 32_768;
    private static final String EVERYTHING =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";

    /** The policy that leaves everything to the account's IAM policies. */
    static String standard() {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "%s"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(root());
    }

    /** The policy of an AWS managed key: who may use the service may use the key through it. */
    static String managed(String service) {
        var caller = Caller.current();
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "auto-%1$s-1",
                  "Statement" : [ {
                    "Sid" : "Allow access through %1$s for all principals in the account that are authorized to use %1$s",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "*"
                    },
                    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
                    "Resource" : "*",
                    "Condition" : {
                      "StringEquals" : {
                        "kms:CallerAccount" : "%2$s",
                        "kms:ViaService" : "%1$s.%3$s.amazonaws.com"
                      }
                    }
                  }, {
                    "Sid" : "Allow direct access to key metadata to the account",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "%4$s"
                    },
                    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
                    "Resource" : "*"
                  } ]
                }""".formatted(service, caller.account(), caller.region(), root());
    }

    /**
     * Refuses what has not the form of a policy, and what would lock out whoever puts it.
     *
     * @param bypass whether who puts it has said that it may lock them out
     */
    static String checked(String document, @Nullable Boolean bypass) {
        if (document.length() > LENGTH_MAX) {
            throw limitExceeded("A key policy can have at most " + LENGTH_MAX + " characters");
        }
        Policy policy;
        try {
            policy = Policy.parse(document);
        } catch (MalformedPolicyException e) {
            throw policyMalformed(e.getMessage() == null ? "The policy is malformed" : e.getMessage());
        }
        if (!Boolean.TRUE.equals(bypass) && !staysChangeable(policy)) {
            throw policyMalformed("The new key policy will not allow you to update the key policy in the future.");
        }
        return document;
    }

    /** Whether the account's root, or who asks, may still change the policy, if their own policies let them. */
    private static boolean staysChangeable(Policy policy) {
        var caller = Caller.current();
        var question = new Question("kms:PutKeyPolicy", "*", Context.NONE);
        var named = new NamedPolicy("key", NamedPolicy.Source.RESOURCE, policy);
        var resource = new Evaluation.Resource(caller.account(), named, true, false);
        var own = List.of(new NamedPolicy("own", NamedPolicy.Source.USER, Policy.remembered(EVERYTHING)));
        var principal = caller.principal();
        var kind = principal.contains(":assumed-role/") ? Subject.Kind.SESSION : Subject.Kind.USER;
        var asker = Subject.of(kind, caller.account(), principal, own);
        if (kind == Subject.Kind.SESSION) {
            var role = principal.split("/", -1)[1];
            asker = asker.issuedBy(caller.globalArn("iam", "role/" + role).toString());
        }
        return Stream.of(Subject.root(caller.account()), asker)
                .anyMatch(subject ->
                        Evaluation.decide(subject, question, resource).allowed());
    }

    private static String root() {
        return Caller.current().globalArn("iam", "root").toString();
    }

    private KeyPolicy() {}
}
