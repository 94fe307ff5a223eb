package tarn.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.policy.Context;
import tarn.policy.Evaluation;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.Subject;

/** A refusal carries what decided, for the account of who asked alone. */
class DenialTest {

    private static final Caller BOB = new Caller(
            "111111111111", "eu-west-1", "arn:aws:iam::111111111111:user/Bob", "AIDABOB", "AKIABOB", null, "test");
    private static final Caller EVE = Caller.root("222222222222", "eu-west-1", "test");
    private static final String TOLD = "Encoded authorization failure message: ";

    private final LocalPlatform platform = TestPlatform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    static final class Databases implements GlueClient, Part {
        @Override
        public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
            return GetDatabaseResponse.builder().build();
        }
    }

    private AwsServiceException refusal() {
        platform.services()
                .add(GlueClient.class, () -> Service.of(GlueClient.class, new Databases()))
                .through(new Authorization(platform, account -> true));
        return catchThrowableOfType(
                AwsServiceException.class,
                () -> BOB.run(() -> platform.client(GlueClient.class).getDatabase(get -> get.name("sales"))));
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return new JsonMapper().readTree(json);
    }

    @Test
    void aServiceThatSaysSoCarriesItsDecisionInItsRefusals() throws JsonProcessingException {
        var refusal = refusal();
        var details = refusal.awsErrorDetails();
        assertThat(details.errorCode()).isEqualTo("UnauthorizedOperation");
        assertThat(details.errorMessage())
                .startsWith("You are not authorized to perform this operation. User: " + BOB.principal()
                        + " is not authorized to perform: glue:GetDatabase on resource:"
                        + " arn:aws:glue:eu-west-1:111111111111:database/sales because no identity-based policy allows"
                        + " the glue:GetDatabase action. " + TOLD)
                .doesNotContain("AIDABOB");
        var sealed = details.errorMessage().substring(details.errorMessage().indexOf(TOLD) + TOLD.length());
        var message =
                read(BOB.call(() -> Denial.opened(platform.seal(), sealed)).orElseThrow());
        assertThat(message.at("/allowed").booleanValue()).isFalse();
        assertThat(message.at("/explicitDeny").booleanValue()).isFalse();
        assertThat(message.at("/context/principal/id").asText()).isEqualTo("AIDABOB");
        assertThat(message.at("/context/principal/name").asText()).isEqualTo("Bob");
        assertThat(message.at("/context/action").asText()).isEqualTo("glue:GetDatabase");
        assertThat(message.at("/context/resource").asText()).endsWith(":database/sales");
        assertThat(message.at("/context/conditions/items").findValuesAsText("key"))
                .contains("aws:Region", "aws:Account", "aws:ARN", "glue:name");
    }

    @Test
    void whatDeniedIsNamed() throws JsonProcessingException {
        var policy = new NamedPolicy("own", NamedPolicy.Source.USER, Policy.parse("""
                {"Version": "2012-10-17", "Statement": {"Sid": "No", "Effect": "Deny",
                 "Action": ["glue:Get*"], "Resource": "*"}}"""));
        var subject = Subject.of(Subject.Kind.USER, BOB.account(), BOB.principal(), List.of(policy));
        var question = new Question("glue:GetTable", "arn:aws:glue:eu-west-1:111111111111:table/a/b", Context.NONE);
        var decision = Evaluation.decide(subject, question, Evaluation.Resource.NONE);
        var message = read(Denial.json(decision, subject, "AIDABOB", question, Map.of()));
        assertThat(message.at("/explicitDeny").booleanValue()).isTrue();
        var statement = message.at("/matchedStatements/items/0");
        assertThat(statement.at("/statementId").asText()).isEqualTo("No");
        assertThat(statement.at("/effect").asText()).isEqualTo("DENY");
        assertThat(statement.at("/actions/items/0/value").asText()).isEqualTo("glue:Get*");
        assertThat(statement.at("/resources/items/0/value").asText()).isEqualTo("*");
    }

    @Test
    void nobodyElseOpensIt() {
        var sealed = BOB.call(() -> Denial.sealed(platform.seal(), "{}"));
        assertThat(BOB.call(() -> Denial.opened(platform.seal(), sealed))).contains("{}");
        assertThat(EVE.call(() -> Denial.opened(platform.seal(), sealed))).isEmpty();
        for (var other : List.of("", "x", "not base 64!", sealed.substring(1), "A" + sealed)) {
            assertThat(BOB.call(() -> Denial.opened(platform.seal(), other)))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void itStaysAsShortAsAwsTakesIt() throws JsonProcessingException {
        var random = new Random(7);
        var keys = Map.of(
                "aws:TagKeys",
                IntStream.range(0, 50)
                        .mapToObj(i -> IntStream.range(0, 1_000)
                                .mapToObj(c -> String.valueOf((char) ('!' + random.nextInt(90))))
                                .reduce("", String::concat))
                        .toList());
        var subject = Subject.of(Subject.Kind.USER, BOB.account(), BOB.principal(), List.of());
        var question = new Question("glue:GetTable", "*", Context.NONE);
        var decision = Evaluation.decide(subject, question, Evaluation.Resource.NONE);
        var sealed = BOB.call(() -> Denial.sealed(platform.seal(), decision, subject, question, keys));
        assertThat(sealed.length()).isLessThanOrEqualTo(10_240);
        assertThat(read(BOB.call(() -> Denial.opened(platform.seal(), sealed)).orElseThrow())
                        .at("/context/action")
                        .asText())
                .isEqualTo("glue:GetTable");
    }
}
