package tarn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tarn.policy.Decision.Layer;
import tarn.policy.Decision.Outcome;

/** The rules of decisions, one by one. */
class EvaluationTest {

    private static final String ACCOUNT = "111111111111";
    private static final String ALICE = "arn:aws:iam::111111111111:user/alice";
    private static final String BOB_ELSEWHERE = "arn:aws:iam::222222222222:user/bob";
    private static final String SESSION = "arn:aws:sts::111111111111:assumed-role/Worker/one";
    private static final String ROLE = "arn:aws:iam::111111111111:role/Worker";
    private static final String ALL = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
    private static final String NOTHING = "{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}";

    private static NamedPolicy policy(String statement) {
        return new NamedPolicy("p", NamedPolicy.Source.USER, Policy.parse(document(statement)));
    }

    private static String document(String statement) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [" + statement + "]}";
    }

    private static Subject alice(String... statements) {
        var policies = List.of(statements).stream().map(EvaluationTest::policy).toList();
        return Subject.of(Subject.Kind.USER, ACCOUNT, ALICE, policies);
    }

    private static Subject session(String... statements) {
        var policies = List.of(statements).stream().map(EvaluationTest::policy).toList();
        return Subject.of(Subject.Kind.SESSION, ACCOUNT, SESSION, policies).issuedBy(ROLE);
    }

    private static Evaluation.Resource bucket(String owner, String principal, String effect) {
        return new Evaluation.Resource(owner, policy(granting(principal, effect)), false, false);
    }

    private static Evaluation.Resource key(String principal) {
        return new Evaluation.Resource(ACCOUNT, policy(granting(principal, "Allow")), true, false);
    }

    private static String granting(String principal, String effect) {
        return "{\"Effect\": \"" + effect + "\", \"Principal\": " + principal
                + ", \"Action\": \"s3:*\", \"Resource\": \"*\"}";
    }

    private static Decision decide(Subject subject, Evaluation.Resource resource) {
        return Evaluation.decide(
                subject, new Question("s3:GetObject", "arn:aws:s3:::lake/key", Context.NONE), resource);
    }

    private static boolean allows(String condition, Map<String, List<String>> keys) {
        return allows("Allow", condition, keys);
    }

    private static boolean allows(String effect, String condition, Map<String, List<String>> keys) {
        var statement = "{\"Effect\": \"" + effect + "\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": "
                + condition + "}";
        var subject = effect.equals("Allow") ? alice(statement) : alice(ALL, statement);
        return Evaluation.decide(
                        subject,
                        new Question("s3:GetObject", "arn:aws:s3:::lake/key", Context.of(keys)),
                        Evaluation.Resource.NONE)
                .allowed();
    }

    @Test
    void withoutAnyPolicyNothingIsAllowed() {
        var decision = decide(alice(), Evaluation.Resource.NONE);
        assertThat(decision.outcome()).isEqualTo(Outcome.IMPLICIT_DENY);
        assertThat(decision.reason("s3:GetObject"))
                .isEqualTo("because no identity-based policy allows the s3:GetObject action");
    }

    @Test
    void theRootUserNeedsNoPolicyButCanBeDeniedByAResource() {
        assertThat(decide(Subject.root(ACCOUNT), Evaluation.Resource.NONE).allowed())
                .isTrue();
        assertThat(decide(Subject.root(ACCOUNT), bucket(ACCOUNT, "\"*\"", "Deny"))
                        .allowed())
                .isFalse();
    }

    @Test
    void aDenialInAnyPolicyWins() {
        var decision = decide(alice(ALL), bucket(ACCOUNT, "{\"AWS\": \"" + ALICE + "\"}", "Deny"));
        assertThat(decision.outcome()).isEqualTo(Outcome.EXPLICIT_DENY);
        assertThat(decision.reason("s3:GetObject")).isEqualTo("with an explicit deny in a resource-based policy");
    }

    @Test
    void aBoundaryAndASessionPolicyNarrow() {
        assertThat(decide(alice(ALL).within(policy(NOTHING)), Evaluation.Resource.NONE)
                        .layer())
                .isEqualTo(Layer.BOUNDARY);
        assertThat(decide(session(ALL).narrowedBy(List.of(policy(NOTHING))), Evaluation.Resource.NONE)
                        .layer())
                .isEqualTo(Layer.SESSION);
        assertThat(decide(session(ALL).narrowedBy(List.of()), Evaluation.Resource.NONE)
                        .allowed())
                .isFalse();
    }

    @Test
    void aResourceThatNamesTheUserNeedsNothingElseInItsAccount() {
        var resource = bucket(ACCOUNT, "{\"AWS\": \"" + ALICE + "\"}", "Allow");
        assertThat(decide(alice().within(policy(NOTHING)), resource).allowed()).isTrue();
    }

    @Test
    void aResourceThatNamesTheRoleIsNarrowedByBoundaryAndSession() {
        var resource = bucket(ACCOUNT, "{\"AWS\": \"" + ROLE + "\"}", "Allow");
        assertThat(decide(session(), resource).allowed()).isTrue();
        assertThat(decide(session().within(policy(NOTHING)), resource).layer()).isEqualTo(Layer.BOUNDARY);
        assertThat(decide(session().narrowedBy(List.of(policy(NOTHING))), resource)
                        .layer())
                .isEqualTo(Layer.SESSION);
        var direct = bucket(ACCOUNT, "{\"AWS\": \"" + SESSION + "\"}", "Allow");
        assertThat(decide(session().narrowedBy(List.of(policy(NOTHING))), direct)
                        .allowed())
                .isTrue();
    }

    @Test
    void aResourceThatNamesTheAccountLeavesItToTheAccount() {
        var resource = bucket(ACCOUNT, "{\"AWS\": \"" + ACCOUNT + "\"}", "Allow");
        assertThat(decide(alice(), resource).allowed()).isFalse();
        assertThat(decide(alice(ALL), resource).allowed()).isTrue();
        assertThat(decide(alice(ALL), key("{\"AWS\": \"" + BOB_ELSEWHERE + "\"}"))
                        .layer())
                .isEqualTo(Layer.RESOURCE);
        assertThat(decide(alice(ALL), key("{\"AWS\": \"arn:aws:iam::111111111111:root\"}"))
                        .allowed())
                .isTrue();
        assertThat(decide(Subject.root(ACCOUNT), key("{\"AWS\": \"" + ALICE + "\"}"))
                        .allowed())
                .isFalse();
    }

    @Test
    void fromAnotherAccountBothSidesMustAllow() {
        var named = bucket("222222222222", "{\"AWS\": \"" + ALICE + "\"}", "Allow");
        assertThat(decide(alice(ALL), named).allowed()).isTrue();
        assertThat(decide(alice(), named).layer()).isEqualTo(Layer.IDENTITY);
        assertThat(decide(alice(ALL), bucket("222222222222", "{\"AWS\": \"" + BOB_ELSEWHERE + "\"}", "Allow"))
                        .layer())
                .isEqualTo(Layer.RESOURCE);
        assertThat(decide(Subject.root(ACCOUNT), bucket("222222222222", "{\"AWS\": \"222222222222\"}", "Allow"))
                        .allowed())
                .isFalse();
    }

    @Test
    void whoIsNotKnownComesInOnlyWhereEverybodyMay() {
        assertThat(decide(Subject.ANONYMOUS, bucket(ACCOUNT, "\"*\"", "Allow")).allowed())
                .isTrue();
        assertThat(decide(Subject.ANONYMOUS, bucket(ACCOUNT, "{\"AWS\": \"" + ACCOUNT + "\"}", "Allow"))
                        .allowed())
                .isFalse();
        assertThat(decide(Subject.ANONYMOUS, Evaluation.Resource.NONE).allowed())
                .isFalse();
    }

    @Test
    void aServiceComesInOnlyWhereItIsNamed() {
        var logging = Subject.service("logging.s3.amazonaws.com");
        var named = "{\"Service\": \"logging.s3.amazonaws.com\"}";
        assertThat(decide(logging, bucket(ACCOUNT, named, "Allow")).allowed()).isTrue();
        assertThat(decide(Subject.service("glue.amazonaws.com"), bucket(ACCOUNT, named, "Allow"))
                        .allowed())
                .isFalse();
        assertThat(decide(logging, Evaluation.Resource.NONE).allowed()).isFalse();
    }

    @Test
    void notPrincipalSparesOnlyWhomItNames() {
        var spared =
                "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": [\"%s\", \"%s\", \"arn:aws:iam::111111111111:root\"]},"
                        + " \"Action\": \"*\", \"Resource\": \"*\"}";
        var forAlice = new Evaluation.Resource(ACCOUNT, policy(spared.formatted(ALICE, ALICE)), false, false);
        assertThat(decide(alice(ALL), forAlice).allowed()).isTrue();
        assertThat(decide(session(ALL), forAlice).allowed()).isFalse();
        var forRole = new Evaluation.Resource(ACCOUNT, policy(spared.formatted(ROLE, ROLE)), false, false);
        assertThat(decide(session(ALL), forRole).allowed()).isFalse();
        var forSession = new Evaluation.Resource(ACCOUNT, policy(spared.formatted(ROLE, SESSION)), false, false);
        assertThat(decide(session(ALL), forSession).allowed()).isTrue();
    }

    @Test
    void everyLevelOfAnOrganisationMustAllow() {
        var question = new Question("s3:GetObject", "arn:aws:s3:::lake/key", Context.NONE);
        var levels = List.of(List.of(policy(ALL)), List.of(policy(NOTHING)));
        assertThat(Evaluation.decide(
                                alice(ALL), question, Evaluation.Resource.NONE, new Organization(levels, List.of()))
                        .layer())
                .isEqualTo(Layer.ORGANIZATION);
    }

    @Test
    void serviceControlPoliciesBindTheRootUserAndNeitherServicesNorServiceLinkedRoles() {
        var question = new Question("s3:GetObject", "arn:aws:s3:::lake/key", Context.NONE);
        var denying = new Organization(List.of(List.of(policy(NOTHING))), List.of());
        var root = Subject.root(ACCOUNT);
        assertThat(Evaluation.decide(root, question, Evaluation.Resource.NONE, denying)
                        .layer())
                .isEqualTo(Layer.ORGANIZATION);
        var open = new Evaluation.Resource(
                ACCOUNT,
                policy("{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}"),
                false,
                false);
        var service = Subject.service("glue.amazonaws.com");
        assertThat(Evaluation.decide(service, question, open, denying).allowed())
                .isTrue();
        var linked = session(ALL)
                .issuedBy("arn:aws:iam::" + ACCOUNT + ":role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX");
        assertThat(Evaluation.decide(linked, question, Evaluation.Resource.NONE, denying)
                        .allowed())
                .isTrue();
    }

    @Test
    void resourceControlPoliciesBindWhoeverAsks() {
        var question = new Question("s3:GetObject", "arn:aws:s3:::lake/key", Context.NONE);
        var everybody = "{\"Effect\": \"%s\", \"Principal\": \"*\", \"Action\": \"%s\", \"Resource\": \"*\"}";
        var open = policy(everybody.formatted("Allow", "*"));
        var resource = new Evaluation.Resource(ACCOUNT, open, false, false);
        var denying = new Organization(List.of(), List.of(List.of(open, policy(everybody.formatted("Deny", "s3:*")))));
        for (var subject : List.of(alice(ALL), Subject.root(ACCOUNT), Subject.ANONYMOUS)) {
            var decision = Evaluation.decide(subject, question, resource, denying);
            assertThat(decision.outcome()).isEqualTo(Outcome.EXPLICIT_DENY);
            assertThat(decision.layer()).isEqualTo(Layer.RESOURCE_CONTROL);
        }
        var silent = new Organization(
                List.of(), List.of(List.of(open), List.of(policy(everybody.formatted("Allow", "ec2:*")))));
        assertThat(Evaluation.decide(alice(ALL), question, resource, silent).reason("s3:GetObject"))
                .isEqualTo("because no resource control policy allows the s3:GetObject action");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StringEquals | red | red | true",
                "StringEquals | red | Red | false",
                "StringEquals | r* | red | false",
                "StringEqualsIgnoreCase | red | RED | true",
                "StringLike | r?d* | red/1 | true",
                "NumericLessThanEquals | 10 | 9.5 | true",
                "NumericLessThanEquals | 10 | ten | false",
                "NumericGreaterThan | 10 | 11 | true",
                "NumericNotEquals | 10 | ten | false",
                "DateLessThan | 2026-01-01T00:00:00Z | 2025-12-31T23:59:59Z | true",
                "DateGreaterThan | 1767225600 | 2026-01-02 | true",
                "DateLessThan | soon | 2025-12-31T23:59:59Z | false",
                "Bool | true | TRUE | true",
                "Bool | false | true | false",
                "BinaryEquals | AQID | AQID | true",
                "IpAddress | 10.0.0.0/8 | 10.255.0.1 | true",
                "IpAddress | 10.0.0.0/33 | 10.255.0.1 | false",
                "IpAddress | 2001:db8::/33 | 2001:db8:7fff::1 | true",
                "IpAddress | 2001:db8::/33 | 2001:db8:8000::1 | false",
                "NotIpAddress | 10.0.0.0/8 | 10.1.1.1 | false",
                "NotIpAddress | 10.0.0.0/8 | 11.1.1.1 | true",
                "NotIpAddress | nonsense | 11.1.1.1 | false",
                "ArnLike | arn:aws:s3:::b*/x | arn:aws:s3:::bucket/x | true",
                "ArnLike | arn:aws:sns:*:1:t | arn:aws:sns:a:b:1:t | false",
                "ArnEquals | arn:aws:sqs:*:*:q | arn:aws:sqs:us-east-1:111111111111:q | true",
                "StringSortOf | red | red | false",
                "ForAllValues:StringSortOf | red | red | false"
            })
    void operatorsCompareAsAwsSays(String operator, String wanted, String given, boolean holds) {
        var condition = "{\"" + operator + "\": {\"k:x\": \"" + wanted + "\"}}";
        assertThat(allows(condition, Map.of("k:x", List.of(given)))).isEqualTo(holds);
    }

    @Test
    void whatCannotBeSaidKeepsADenial() {
        assertThat(allows("Deny", "{\"StringSortOf\": {\"k:x\": \"1\"}}", Map.of()))
                .isFalse();
        assertThat(allows("Deny", "{\"NumericEquals\": {\"k:x\": \"one\"}}", Map.of("k:x", List.of("1"))))
                .isFalse();
        assertThat(allows("Deny", "{\"StringEquals\": {\"k:x\": \"1\"}}", Map.of()))
                .isTrue();
    }

    @Test
    void severalValuesOfOneKeyMustAllFitToAllowAndOneToDeny() {
        var two = Map.of("k:x", List.of("1", "2"));
        assertThat(allows("{\"StringEquals\": {\"k:x\": \"1\"}}", two)).isFalse();
        assertThat(allows("Deny", "{\"StringEquals\": {\"k:x\": \"1\"}}", two)).isFalse();
    }

    @Test
    void variablesStandForTheRequestsValues() {
        var home = alice(
                "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::lake/${aws:username}/*\"}");
        assertThat(reaches(home, "arn:aws:s3:::lake/alice/x", Map.of("aws:username", List.of("alice"))))
                .isTrue();
        assertThat(reaches(home, "arn:aws:s3:::lake/bob/x", Map.of("aws:username", List.of("alice"))))
                .isFalse();
        assertThat(reaches(home, "arn:aws:s3:::lake/bob/x", Map.of("aws:username", List.of("*"))))
                .isFalse();
        assertThat(reaches(home, "arn:aws:s3:::lake//x", Map.of())).isFalse();
        var team = alice("{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\":"
                + " \"arn:aws:s3:::lake/${aws:PrincipalTag/team, 'shared'}/*\"}");
        assertThat(reaches(team, "arn:aws:s3:::lake/shared/x", Map.of())).isTrue();
        var star = alice("{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::lake/${*}\"}");
        assertThat(reaches(star, "arn:aws:s3:::lake/*", Map.of())).isTrue();
        assertThat(reaches(star, "arn:aws:s3:::lake/x", Map.of())).isFalse();
    }

    @Test
    void aVariableWithoutAValueLetsNobodyInThroughNotResource() {
        var other =
                "{\"Effect\": \"%s\", \"Action\": \"s3:*\", \"NotResource\": \"arn:aws:s3:::lake/${aws:username}/*\"}";
        assertThat(reaches(alice(other.formatted("Allow")), "arn:aws:s3:::lake/x", Map.of()))
                .isFalse();
        assertThat(reaches(alice(ALL, other.formatted("Deny")), "arn:aws:s3:::lake/x", Map.of()))
                .isFalse();
    }

    @Test
    void documentsOfTheOldVersionHaveNoVariables() {
        var old = Policy.parse(
                "{\"Version\": \"2008-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\","
                        + " \"Resource\": \"arn:aws:s3:::lake/${aws:username}\"}}");
        var subject = Subject.of(
                Subject.Kind.USER, ACCOUNT, ALICE, List.of(new NamedPolicy("p", NamedPolicy.Source.USER, old)));
        var keys = Map.of("aws:username", List.of("alice"));
        assertThat(reaches(subject, "arn:aws:s3:::lake/alice", keys)).isFalse();
        assertThat(reaches(subject, "arn:aws:s3:::lake/${aws:username}", keys)).isTrue();
    }

    private static boolean reaches(Subject subject, String resource, Map<String, List<String>> keys) {
        var question = new Question("s3:GetObject", resource, Context.of(keys));
        return Evaluation.decide(subject, question, Evaluation.Resource.NONE).allowed();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}",
                "[]",
                "nonsense",
                "{\"Version\": \"2020-01-01\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resorce\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": null, \"Resource\": \"*\"}}",
                "{\"Version\": \"2012-10-17\", \"Statement\": []}"
            })
    void whatIsNoPolicyIsRefused(String document) {
        assertThatThrownBy(() -> Policy.parse(document)).isInstanceOf(MalformedPolicyException.class);
    }

    @Test
    @Timeout(5)
    void policyBombsAreRefusedOrHarmless() {
        assertThatThrownBy(() -> Policy.parse("[".repeat(50_000))).isInstanceOf(MalformedPolicyException.class);
        assertThatThrownBy(() -> Policy.parse(" ".repeat(100_000))).isInstanceOf(MalformedPolicyException.class);
        assertThatThrownBy(() -> Policy.parse(document("{\"Effect\": \"Allow\", \"Action\": [" + "\"*\",".repeat(12_000)
                        + "\"*\"], \"Resource\": \"*\"}")))
                .isInstanceOf(MalformedPolicyException.class);
        var stars = alice("{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"arn:aws:s3:::"
                + "a*".repeat(2_500) + "b\"}");
        long begun = System.nanoTime();
        assertThat(reaches(stars, "arn:aws:s3:::" + "a".repeat(1_024), Map.of()))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        var number = "{\"NumericEquals\": {\"k:x\": \"1E1000000000\"}}";
        assertThat(allows(number, Map.of("k:x", List.of("1E999999999")))).isFalse();
    }

    @Test
    void aDecisionNamesTheStatementThatDecided() {
        var subject = alice(ALL.replace("{", "{\"Sid\": \"Everything\", "));
        var statement = decide(subject, Evaluation.Resource.NONE)
                .statements()
                .getFirst()
                .statement();
        assertThat(statement.sid()).isEqualTo("Everything");
        assertThat(statement.start()).isEqualTo(new Statement.Position(1, 41));
        assertThat(statement.end().column()).isGreaterThan(100);
    }
}
