package tarn.services.lambda;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.Runtime;
import tarn.blobs.Blob;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What lies on users' disks stays readable. */
class FormatsTest {

    private static final StoredCode CODE =
            new StoredCode(new Blob("b10b", 300, null, new byte[] {1, 2}), new byte[] {3, 4}, "c2hh", 300);

    private static final StoredVersion VERSION = new StoredVersion(
            FunctionConfiguration.builder()
                    .functionName("resize")
                    .functionArn("arn:aws:lambda:us-east-1:123456789012:function:resize")
                    .runtime(Runtime.PYTHON3_12)
                    .handler("app.handler")
                    .timeout(3)
                    .memorySize(128)
                    .version("$LATEST")
                    .environment(environment -> environment.variables(Map.of("COLOUR", "blue")))
                    .loggingConfig(logging -> logging.logFormat(LogFormat.TEXT))
                    .build(),
            CODE);

    @Test
    void functions() {
        var function = new StoredFunction("resize", VERSION, 7, Map.of("team", "a"), 50, "Allow");
        Golden.check(Functions.FUNCTIONS, Formats.record(StoredFunction.class), function);
    }

    @Test
    void versions() {
        Golden.check(Functions.VERSIONS, Formats.record(StoredVersion.class), VERSION);
    }

    @Test
    void aliases() {
        var alias = new StoredAlias("prod", "3", "what users see", "r1", Map.of("4", 0.1));
        Golden.check(Functions.ALIASES, Formats.record(StoredAlias.class), alias);
    }

    @Test
    void layers() {
        var layer = new StoredLayer(
                "numbers",
                2,
                "numpy",
                "BSD",
                Instant.parse("2026-01-01T00:00:00Z"),
                List.of("python3.12"),
                List.of("x86_64"),
                CODE,
                1000,
                Map.of("one", "{}"),
                "r1");
        Golden.check(LayerVersions.LAYERS, Formats.record(StoredLayer.class), layer);
    }

    @Test
    void policies() {
        var policy = new StoredPolicy("r1", List.of("one"), List.of("{}"));
        Golden.check(FunctionPolicies.POLICIES, Formats.record(StoredPolicy.class), policy);
    }

    @Test
    void eventConfigs() {
        var config = new StoredEventConfig(
                Instant.parse("2026-01-01T00:00:00Z"), 1, 3600, "arn:aws:sqs:us-east-1:123456789012:good", null);
        Golden.check(EventConfigs.CONFIGS, Formats.record(StoredEventConfig.class), config);
    }

    @Test
    void events() {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var event = new StoredEvent("id", "resize", "prod", new byte[] {1}, null, now, now.plusSeconds(60), 1, 0);
        Golden.check(EventQueue.EVENTS, Formats.record(StoredEvent.class), event);
    }

    @Test
    void dispatches() {
        var dispatch =
                new StoredDispatch("arn:queue", "arn:role", "arn:function", "{}", Map.of("ErrorCode", "200"), "");
        Golden.check(Destinations.DISPATCHES, Formats.record(StoredDispatch.class), dispatch);
    }

    @Test
    void mappings() {
        var configuration = EventSourceMappingConfiguration.builder()
                .uuid("u1")
                .eventSourceArn("arn:aws:sqs:us-east-1:123456789012:q")
                .functionArn("arn:aws:lambda:us-east-1:123456789012:function:resize")
                .batchSize(10)
                .build();
        Golden.check(Mappings.MAPPINGS, Formats.record(StoredMapping.class), new StoredMapping(configuration, true));
        Golden.check(
                "lambda/mapping-tags", MappingTags.Kept.FORMAT, new MappingTags.Kept(java.util.Map.of("team", "lake")));
    }

    @Test
    void positions() {
        var position = new StoredPosition("100000000000000000001", true);
        Golden.check(StreamReading.POSITIONS, Formats.record(StoredPosition.class), position);
    }

    @Test
    void urls() {
        var url = new StoredUrl(
                "abc",
                "123456789012",
                "us-east-1",
                "resize",
                "prod",
                "NONE",
                "BUFFERED",
                Cors.builder().allowOrigins("*").build(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"));
        Golden.check(FunctionUrls.URLS, Formats.record(StoredUrl.class), url);
    }

    @Test
    void provisions() {
        var provision = new StoredProvision("resize", "prod", 3, Instant.parse("2026-01-01T00:00:00Z"));
        Golden.check(Provisions.PROVISIONS, Formats.record(StoredProvision.class), provision);
    }
}
