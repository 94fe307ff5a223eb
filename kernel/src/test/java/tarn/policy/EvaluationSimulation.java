package tarn.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tarn.policy.Decision.Outcome;

/** Random policies and requests beside {@link LiteralReading}. {@code -Dtarn.seed=…} repeats a run. */
class EvaluationSimulation {

    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());
    private static final int RUNS = 20_000;
    private static final JsonMapper JSON = new JsonMapper();

    private static final String OURS = "111111111111";
    private static final String THEIRS = "222222222222";
    private static final List<String> ACTIONS =
            List.of("s3:GetObject", "s3:PutObject", "s3:ListBucket", "glue:GetTable");
    private static final List<String> ACTION_PATTERNS =
            List.of("*", "s3:*", "s3:Get*", "S3:getobject", "s3:*Object", "s3:ListBucket", "glue:Get?able", "ec2:*");
    private static final List<String> RESOURCES = List.of(
            "arn:aws:s3:::lake/a/x",
            "arn:aws:s3:::lake/alice/b:c",
            "arn:aws:s3:::other",
            "arn:aws:glue:us-east-1:111111111111:table/d/t");
    private static final List<String> RESOURCE_PATTERNS = List.of(
            "*",
            "arn:aws:s3:::lake/*",
            "arn:aws:s3:::*",
            "arn:aws:*:::lake*",
            "arn:aws:s3:::lake/${aws:username}/*",
            "arn:aws:glue:*:*:table/?/*",
            "arn:*:*:::other",
            "arn:aws:s3:::lake/a/?");
    private static final List<String> KEYS =
            List.of("aws:SourceAccount", "s3:prefix", "aws:TagKeys", "aws:PrincipalTag/Team");
    private static final List<String> VALUES = List.of("1", "7", "red", "Red", "blue", "alice", "r*d");
    private static final List<String> OPERATORS = List.of(
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringEqualsIfExists",
            "StringNotEqualsIfExists",
            "ForAllValues:StringEquals",
            "ForAnyValue:StringLike",
            "ForAllValues:StringNotEquals",
            "ForAnyValue:StringNotEquals",
            "Null");

    private final Random random = new Random(SEED);
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    @Test
    void theEvaluatorDecidesAsAwsTellsIt() throws JsonProcessingException {
        for (int run = 0; run < RUNS; run++) {
            step("seed " + SEED + ", run " + run + ": ");
        }
        assertThat(outcomes.values())
                .as("each outcome is common")
                .hasSize(3)
                .allSatisfy(count -> assertThat(count).isGreaterThan(RUNS / 50));
    }

    private void step(String where) throws JsonProcessingException {
        boolean session = random.nextBoolean();
        var arn =
                session ? "arn:aws:sts::" + OURS + ":assumed-role/Worker/one" : "arn:aws:iam::" + OURS + ":user/alice";
        var role = session ? "arn:aws:iam::" + OURS + ":role/Worker" : null;
        var owner = random.nextInt(3) == 0 ? THEIRS : OURS;
        var identity = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> policy(false))
                .toList();
        var boundary = random.nextInt(3) == 0 ? policy(false) : null;
        var narrowing = session && random.nextInt(3) == 0 ? policy(false) : null;
        var bucket = random.nextBoolean() ? policy(true) : null;
        var keys = keys(session);
        var control = random.nextInt(3) == 0 ? levels(false) : List.<List<ObjectNode>>of();
        var bounds = random.nextInt(3) == 0 ? levels(true) : List.<List<ObjectNode>>of();
        var action = one(ACTIONS);
        var resource = one(RESOURCES);

        var subject = Subject.of(
                session ? Subject.Kind.SESSION : Subject.Kind.USER,
                OURS,
                arn,
                identity.stream().map(EvaluationSimulation::named).toList());
        subject = role == null ? subject : subject.issuedBy(role);
        subject = boundary == null ? subject : subject.within(named(boundary));
        subject = narrowing == null ? subject : subject.narrowedBy(List.of(named(narrowing)));
        var question = new Question(action, resource, Context.of(keys));
        var decision = Evaluation.decide(
                subject,
                question,
                new Evaluation.Resource(owner, bucket == null ? null : named(bucket), false, false),
                new Organization(named(control), named(bounds)));

        var expected = new LiteralReading(arn, OURS, role, action, resource, keys)
                .decide(identity, boundary, narrowing, bucket, owner, control, bounds);
        assertThat(decision.outcome())
                .as(
                        "%s%s %s %s %s owner %s identity %s boundary %s session %s bucket %s control %s bounds %s",
                        where, arn, action, resource, keys, owner, identity, boundary, narrowing, bucket, control,
                        bounds)
                .isEqualTo(expected);
        assertThat(decision.statements().isEmpty())
                .as(where + "a decision names its statements")
                .isEqualTo(expected == Outcome.IMPLICIT_DENY);
        outcomes.merge(expected, 1, Integer::sum);
    }

    /** One to three levels of policies; most of them let everything through, as the ones that AWS attaches do. */
    private List<List<ObjectNode>> levels(boolean principal) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(level -> IntStream.range(0, 1 + random.nextInt(2))
                        .mapToObj(i -> random.nextInt(3) > 0 ? everything(principal) : policy(principal))
                        .toList())
                .toList();
    }

    private static ObjectNode everything(boolean principal) {
        var policy = JSON.createObjectNode().put("Version", "2012-10-17");
        var statement = policy.putArray("Statement").addObject();
        statement.put("Effect", "Allow").put("Action", "*").put("Resource", "*");
        return principal ? withEverybody(policy, statement) : policy;
    }

    private static ObjectNode withEverybody(ObjectNode policy, ObjectNode statement) {
        statement.put("Principal", "*");
        return policy;
    }

    private static List<List<NamedPolicy>> named(List<? extends List<? extends JsonNode>> levels) {
        return levels.stream()
                .map(level -> level.stream().map(EvaluationSimulation::named).toList())
                .toList();
    }

    private static NamedPolicy named(JsonNode document) {
        return new NamedPolicy("p", NamedPolicy.Source.USER, Policy.parse(document.toString()));
    }

    private Map<String, List<String>> keys(boolean session) {
        var keys = new HashMap<String, List<String>>();
        if (!session) {
            keys.put("aws:username", List.of("alice"));
        }
        for (var key : List.of("aws:sourceaccount", "s3:prefix", "aws:principaltag/team")) {
            if (random.nextBoolean()) {
                keys.put(key, List.of(one(VALUES)));
            }
        }
        int tags = random.nextInt(3);
        if (tags > 0) {
            keys.put(
                    "aws:tagkeys",
                    IntStream.range(0, tags).mapToObj(i -> one(VALUES)).toList());
        }
        return keys;
    }

    private ObjectNode policy(boolean principal) {
        var policy = JSON.createObjectNode().put("Version", "2012-10-17");
        var statements = policy.putArray("Statement");
        for (int i = 0, count = 1 + random.nextInt(3); i < count; i++) {
            var statement = statements.addObject().put("Effect", random.nextInt(4) == 0 ? "Deny" : "Allow");
            list(statement, random.nextInt(5) == 0 ? "NotAction" : "Action", ACTION_PATTERNS);
            list(
                    statement,
                    random.nextInt(5) == 0 ? "NotResource" : "Resource",
                    principal || random.nextBoolean() ? RESOURCE_PATTERNS : List.of("*"));
            if (principal) {
                principal(statement);
            }
            if (random.nextInt(3) == 0) {
                condition(statement.putObject("Condition"));
            }
        }
        return policy;
    }

    private void principal(ObjectNode statement) {
        boolean not = statement.get("Effect").asText().equals("Deny") && random.nextInt(3) == 0;
        var names = List.of(
                "*",
                OURS,
                "arn:aws:iam::" + OURS + ":root",
                "arn:aws:iam::" + OURS + ":user/alice",
                "arn:aws:iam::" + OURS + ":role/Worker",
                "arn:aws:sts::" + OURS + ":assumed-role/Worker/one",
                "arn:aws:iam::" + THEIRS + ":user/bob");
        list(statement.putObject(not ? "NotPrincipal" : "Principal"), "AWS", names);
    }

    private void condition(ObjectNode condition) {
        var operator = one(OPERATORS);
        var key = operator.startsWith("For")
                ? "aws:TagKeys"
                : one(KEYS.stream().filter(name -> !name.equals("aws:TagKeys")).toList());
        list(condition.putObject(operator), key, operator.equals("Null") ? List.of("true", "false") : VALUES);
    }

    private void list(ObjectNode node, String name, List<String> choice) {
        if (random.nextBoolean()) {
            node.put(name, one(choice));
            return;
        }
        var array = node.putArray(name);
        for (int i = 0, count = 1 + random.nextInt(3); i < count; i++) {
            array.add(one(choice));
        }
    }

    private <T> T one(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }
}
