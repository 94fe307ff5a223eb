package tarn.services.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import tarn.kernel.testing.Golden;
import tarn.services.Governance;

/** Parameters, their versions, labels, paths and secrets. */
class ParametersTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private SsmClient ssm() {
        return governance.ssm();
    }

    private void put(String name, String value) {
        ssm().putParameter(p ->
                p.name(name).value(value).type(ParameterType.STRING).overwrite(true));
    }

    private Parameter get(String name) {
        return ssm().getParameter(g -> g.name(name).withDecryption(true)).parameter();
    }

    @Test
    void aParameterIsWrittenOnceUnlessItMayBeOverwritten() {
        ssm().putParameter(p -> p.name("/app/url").value("one").type(ParameterType.STRING));
        refused(
                400,
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
                () -> ssm().putParameter(p -> p.name("/app/url").value("two").type(ParameterType.STRING)));
        assertThat(ssm().putParameter(p -> p.name("/app/url").value("two").overwrite(true))
                        .version())
                .isEqualTo(2);
        assertThat(get("/app/url").value()).isEqualTo("two");
        assertThat(get("/app/url").arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter/app/url");
        assertThat(get("arn:aws:ssm:us-east-1:123456789012:parameter/app/url").value())
                .isEqualTo("two");
        assertThat(get("/app/url:1").value()).isEqualTo("one");
        ssm().labelParameterVersion(l -> l.name("/app/url").parameterVersion(1L).labels("stable"));
        assertThat(get("/app/url:stable").value()).isEqualTo("one");
        refused(400, "ParameterNotFound", "Parameter /app/none not found.", () -> get("/app/none"));
        refused(
                400,
                "ParameterVersionNotFound",
                "Systems Manager could not find version 9 of /app/url. Verify the version and try again.",
                () -> get("/app/url:9"));
    }

    @Test
    void aSecureStringIsEncryptedByKms() {
        ssm().putParameter(p -> p.name("/app/secret").value("pa55").type(ParameterType.SECURE_STRING));
        ssm().putParameter(p -> p.name("/app/large")
                .value("x".repeat(8_000))
                .type(ParameterType.SECURE_STRING)
                .tier(ParameterTier.ADVANCED));

        assertThat(get("/app/secret").value()).isEqualTo("pa55");
        assertThat(get("/app/large").value()).hasSize(8_000);
        assertThat(ssm().getParameter(g -> g.name("/app/secret")).parameter().value())
                .doesNotContain("pa55");
        assertThat(ssm().describeParameters().parameters())
                .extracting(ParameterMetadata::keyId)
                .containsExactly("alias/aws/ssm", "alias/aws/ssm");
        var key = governance.kms().createKey().keyMetadata().keyId();
        ssm().putParameter(p ->
                p.name("mine").value("v").type(ParameterType.SECURE_STRING).keyId(key));
        governance.kms().disableKey(k -> k.keyId(key));
        refused(
                400,
                "InvalidKeyId",
                "arn:aws:kms:us-east-1:123456789012:key/" + key + " is disabled. (DisabledException)",
                () -> get("mine"));
    }

    @Test
    void parametersAreReadByPath() {
        for (var name : List.of("/app/a", "/app/b/c", "/app/b/d", "/other/a", "plain")) {
            put(name, name);
        }
        assertThat(ssm().getParametersByPath(p -> p.path("/app")).parameters())
                .extracting(Parameter::name)
                .containsExactly("/app/a");
        var found = new ArrayList<String>();
        ssm().getParametersByPathPaginator(p -> p.path("/app").recursive(true).maxResults(2))
                .forEach(page -> page.parameters().forEach(parameter -> found.add(parameter.name())));
        assertThat(found).containsExactly("/app/a", "/app/b/c", "/app/b/d");
        assertThat(ssm().describeParameters(d -> d.parameterFilters(ParameterStringFilter.builder()
                                .key("Name")
                                .option("Contains")
                                .values("b/")
                                .build()))
                        .parameters())
                .extracting(ParameterMetadata::name)
                .containsExactly("/app/b/c", "/app/b/d");
        var some = ssm().getParameters(g -> g.names("plain", "nothing"));
        assertThat(some.parameters()).extracting(Parameter::value).containsExactly("plain");
        assertThat(some.invalidParameters()).containsExactly("nothing");
        assertThat(ssm().deleteParameters(d -> d.names("plain", "nothing")).deletedParameters())
                .containsExactly("plain");
    }

    @Test
    void whatIsTooLargeTooDeepOrNotAllowedIsRefused() {
        refused(
                400,
                "ValidationException",
                "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger"
                        + " parameter value, upgrade the parameter to use the advanced-parameter tier.",
                () -> put("big", "x".repeat(4_097)));
        refused(
                400,
                "HierarchyLevelLimitExceededException",
                "Parameter name must be a fully qualified name of at most 15 levels.",
                () -> put("/a".repeat(16), "x"));
        refused(
                400,
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: ^\\d+$",
                () -> ssm().putParameter(p ->
                        p.name("number").value("x").type(ParameterType.STRING).allowedPattern("^\\d+$")));
        refused(
                400,
                "AccessDeniedException",
                "No access to reserved parameter name: /aws/x.",
                () -> put("/aws/x", "x"));
        refused(
                400,
                "ValidationException",
                "A parameter type is required when you create a parameter.",
                () -> ssm().putParameter(p -> p.name("x").value("x")));
    }

    @Test
    void aParameterExpiresAndTheOldestVersionGoes() {
        ssm().putParameter(p -> p.name("brief")
                .value("x")
                .type(ParameterType.STRING)
                .tier(ParameterTier.ADVANCED)
                .policies("[{\"Type\":\"Expiration\",\"Version\":\"1.0\",\"Attributes\":{\"Timestamp\":"
                        + "\"2026-01-02T00:00:00.000Z\"}}]"));
        assertThat(get("brief").value()).isEqualTo("x");
        governance.platform().clock().advance(Duration.ofDays(1));
        refused(400, "ParameterNotFound", "Parameter brief not found.", () -> get("brief"));

        for (int i = 1; i <= 101; i++) {
            put("often", "v" + i);
        }
        var history = ssm().getParameterHistoryPaginator(h -> h.name("often")).stream()
                .mapToInt(page -> page.parameters().size())
                .sum();
        assertThat(history).isEqualTo(100);
        assertThat(get("often:101").value()).isEqualTo("v101");
        refused(
                400,
                "ParameterVersionNotFound",
                "Systems Manager could not find version 1 of often. Verify the version and try again.",
                () -> get("often:1"));
    }

    @Test
    void aSecretIsReadAsAParameter() {
        governance.secrets().createSecret(s -> s.name("db").secretString("pa55"));
        var parameter = get("/aws/reference/secretsmanager/db");
        assertThat(parameter.value()).isEqualTo("pa55");
        assertThat(parameter.type()).isEqualTo(ParameterType.SECURE_STRING);
        refused(
                400,
                "ValidationException",
                "WithDecryption flag must be True for retrieving a Secret Manager secret.",
                () -> ssm().getParameter(g -> g.name("/aws/reference/secretsmanager/db")));
    }

    @Test
    void parametersReadAsTheyWereWritten() {
        var time = Instant.parse("2026-01-02T03:04:05.678Z");
        var version = new StoredParameter.Version(
                7,
                ParameterType.SECURE_STRING,
                "dmFsdWU=",
                "a2V5",
                "alias/aws/ssm",
                "orders",
                ".*",
                ParameterTier.ADVANCED,
                List.of("{}"),
                time,
                "text",
                time,
                "arn:aws:iam::123456789012:root",
                Set.of("stable"));
        var parameter = new StoredParameter("/app/url", List.of(version), Map.of("team", "lake"));
        Golden.check("ssm/parameters", tarn.store.Formats.record(StoredParameter.class), parameter);
    }
}
