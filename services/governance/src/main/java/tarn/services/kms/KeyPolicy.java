package tarn.services.kms;

import static tarn.services.kms.KmsFaults.limitExceeded;
import static tarn.services.kms.KmsFaults.policyMalformed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import tarn.kernel.Caller;

/** Key policies as documents: the one a key has if nobody gives it another, and AWS's own. */
final class KeyPolicy {

    /** The only name a key policy has. */
    static final String NAME = "default";

    private static final int LENGTH_MAX = 32_768;
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Refuses what has not the form of a policy. */
    static String checked(String document) {
        if (document.length() > LENGTH_MAX) {
            throw limitExceeded("A key policy can have at most " + LENGTH_MAX + " characters");
        }
        try {
            var tree = JSON.readTree(document);
            if (tree == null || !tree.isObject() || tree.path("Statement").isMissingNode()) {
                throw policyMalformed("The policy has no statements");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw policyMalformed("The policy is not valid JSON");
        }
    }

    private static String root() {
        return Caller.current().globalArn("iam", "root").toString();
    }

    private KeyPolicy() {}
}
