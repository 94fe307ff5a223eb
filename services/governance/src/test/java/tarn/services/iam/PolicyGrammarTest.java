package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

class PolicyGrammarTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "not json | Syntax errors in policy.",
                "[] | Syntax errors in policy.",
                "{} | Syntax errors in policy.",
                "{`Statement`: {`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`}}"
                        + " | Policy document must be version 2012-10-17 or greater.",
                "{`Version`: `2012-10-17`} | Syntax errors in policy.",
                "{`Version`: `2012-10-17`, `Statement`: []} | Syntax errors in policy.",
                "{`Version`: `2012-10-17`, `Statements`: {}} | Syntax errors in policy.",
                "{`Version`: `2010-01-01`, `Statement`: {}} | Syntax errors in policy.",
            })
    void aDocumentHasAVersionAndStatements(String document, String message) {
        refused(PolicyGrammar.IDENTITY, document.replace('`', '"'), message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "`Effect`: `Maybe`, `Action`: `s3:*`, `Resource`: `*` | Syntax errors in policy.",
                "`Effect`: `Allow`, `Resource`: `*` | Policy statement must contain actions.",
                "`Effect`: `Allow`, `Action`: `s3:*` | Policy statement must contain resources.",
                "`Effect`: `Allow`, `Action`: `s3:*`, `NotAction`: `s3:Get*`, `Resource`: `*` | Syntax errors in policy.",
                "`Effect`: `Allow`, `Action`: `GetObject`, `Resource`: `*`"
                        + " | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                "`Effect`: `Allow`, `Action`: `s 3:Get`, `Resource`: `*` | Vendor s 3 is not valid",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `lake` | Resource lake must be in ARN format or \"*\".",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `arn:mars:s3:::lake`"
                        + " | Partition \"mars\" is not valid for resource \"arn:mars:s3:::lake\".",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`, `Principal`: `*`"
                        + " | Policy document should not specify a principal.",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`, `Condition`: {`Like`: {`aws:x`: `1`}}"
                        + " | Syntax errors in policy.",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`, `Condition`: {`ForSome:StringLike`: {`aws:x`: `1`}}"
                        + " | Syntax errors in policy.",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`, `Effect`: `Deny` | Syntax errors in policy.",
                "`Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`, `Sid`: `a b` | Statement IDs (SID) must be"
                        + " alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
            })
    void aStatementSaysWhatIsAllowedOnWhat(String statement, String message) {
        refused(PolicyGrammar.IDENTITY, policy(statement), message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "`Effect`: `Allow`, `Action`: `sts:AssumeRole` | Missing required field Principal",
                "`Effect`: `Allow`, `Action`: `sts:AssumeRole`, `Principal`: `*`, `Resource`: `*`"
                        + " | Has prohibited field Resource",
                "`Effect`: `Allow`, `Action`: `s3:GetObject`, `Principal`: `*`"
                        + " | AssumeRole policy may only specify STS AssumeRole actions.",
                "`Effect`: `Allow`, `Action`: `sts:AssumeRole`, `Principal`: {`AWS`: `ann`}"
                        + " | Invalid principal in policy: \"AWS\":\"ann\"",
                "`Effect`: `Allow`, `Action`: `sts:AssumeRole`, `Principal`: {`Service`: `lambda`}"
                        + " | Invalid principal in policy: \"Service\":\"lambda\"",
            })
    void aTrustPolicySaysWhomItTrusts(String statement, String message) {
        refused(PolicyGrammar.TRUST, policy(statement), message);
    }

    @Test
    void sidsAreUnique() {
        var one = "{`Sid`: `a`, `Effect`: `Allow`, `Action`: `s3:*`, `Resource`: `*`}";
        refused(
                PolicyGrammar.IDENTITY,
                ("{`Version`: `2012-10-17`, `Statement`: [" + one + ", " + one + "]}").replace('`', '"'),
                "Statement IDs (SID) in a single policy must be unique.");
    }

    @Test
    void whatAwsManagesIsGrammatical() {
        assertThatCode(() -> AwsPolicies.all()
                        .forEach(policy -> PolicyGrammar.IDENTITY.check(
                                policy.versions().getFirst().document())))
                .doesNotThrowAnyException();
    }

    private static String policy(String statement) {
        return ("{`Version`: `2012-10-17`, `Statement`: [{" + statement + "}]}").replace('`', '"');
    }

    private static void refused(PolicyGrammar grammar, String document, String message) {
        assertThatThrownBy(() -> grammar.check(document))
                .isInstanceOfSatisfying(
                        MalformedPolicyDocumentException.class,
                        fault -> assertThat(fault.awsErrorDetails().errorMessage())
                                .isEqualTo(message));
    }
}
