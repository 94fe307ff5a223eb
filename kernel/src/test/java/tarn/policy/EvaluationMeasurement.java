package tarn.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a decision costs: a user with ten policies of fifty statements, of which all concern the action. */
class EvaluationMeasurement {

    private static final int ROUNDS = 7;
    private static final int DECISIONS = 20_000;
    private static final double MICROSECONDS_MAX = 20;

    @Test
    void aDecisionByFiveHundredStatementsTakesLessThanTwentyMicroseconds() {
        var policies =
                IntStream.range(0, 10).mapToObj(EvaluationMeasurement::policy).toList();
        var subject = Subject.of(Subject.Kind.USER, "111111111111", "arn:aws:iam::111111111111:user/alice", policies);
        var context = Context.of(Map.of("aws:sourceip", List.of("10.1.2.3"), "aws:username", List.of("alice")));
        var question = new Question("s3:GetObject", "arn:aws:s3:::lake-9-49/year=2026/part-00000.parquet", context);
        assertThat(Evaluation.decide(subject, question, Evaluation.Resource.NONE)
                        .allowed())
                .isTrue();

        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < DECISIONS; i++) {
                Evaluation.decide(subject, question, Evaluation.Resource.NONE);
            }
            best = Math.min(best, (System.nanoTime() - begun) / 1_000.0 / DECISIONS);
        }
        System.out.printf("A decision by 500 statements takes %.2f µs%n", best);
        assertThat(best).isLessThan(MICROSECONDS_MAX);
    }

    private static NamedPolicy policy(int number) {
        var statements = IntStream.range(0, 50)
                .mapToObj(i -> """
                        {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::lake-%d-%d/*",
                         "Condition": {"IpAddress": {"aws:SourceIp": ["192.168.0.0/16", "10.0.0.0/8"]}}}""".formatted(number, i))
                .collect(Collectors.joining(",", "{\"Version\": \"2012-10-17\", \"Statement\": [", "]}"));
        return new NamedPolicy("p" + number, NamedPolicy.Source.USER_MANAGED, Policy.parse(statements));
    }
}
