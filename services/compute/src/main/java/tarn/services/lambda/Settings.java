package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lambda.model.ApplicationLogLevel;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.SystemLogLevel;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** What a function runs with: defaults, limits and changes. */
final class Settings {

    private static final int MEMORY_DEFAULT_MB = 128;
    private static final int MEMORY_MAX_MB = 10_240;
    private static final int TIMEOUT_DEFAULT_SECONDS = 3;
    private static final int TIMEOUT_MAX_SECONDS = 900;
    private static final int SCRATCH_DEFAULT_MB = 512;
    private static final int VARIABLES_BYTES_MAX = 4096;

    /** Names that functions may not set: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html. */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    /** A function before anything is said of it. */
    static FunctionConfiguration defaults(String name) {
        return FunctionConfiguration.builder()
                .functionName(name)
                .description("")
                .timeout(TIMEOUT_DEFAULT_SECONDS)
                .memorySize(MEMORY_DEFAULT_MB)
                .ephemeralStorage(storage -> storage.size(SCRATCH_DEFAULT_MB))
                .tracingConfig(TracingConfigResponse.builder()
                        .mode(TracingMode.PASS_THROUGH)
                        .build())
                .snapStart(SnapStartResponse.builder()
                        .applyOn(SnapStartApplyOn.NONE)
                        .optimizationStatus(SnapStartOptimizationStatus.OFF)
                        .build())
                .loggingConfig(logging -> logging.logFormat(LogFormat.TEXT).logGroup("/aws/lambda/" + name))
                .build();
    }

    /** The settings after a change; what it does not say stays. */
    static FunctionConfiguration changed(FunctionConfiguration present, UpdateFunctionConfigurationRequest change) {
        var next = present.toBuilder();
        if (change.role() != null) {
            next.role(change.role());
        }
        if (change.runtime() != null) {
            next.runtime(change.runtimeAsString());
        }
        if (change.handler() != null) {
            next.handler(change.handler());
        }
        if (change.description() != null) {
            next.description(change.description());
        }
        if (change.timeout() != null) {
            next.timeout(bounded("timeout", change.timeout(), TIMEOUT_MAX_SECONDS));
        }
        if (change.memorySize() != null) {
            next.memorySize(bounded("memorySize", change.memorySize(), MEMORY_MAX_MB));
        }
        if (change.environment() != null) {
            next.environment(environment(change.environment().variables()));
        }
        if (change.kmsKeyArn() != null && !change.kmsKeyArn().isEmpty()) {
            throw invalid("Tarn seals the variables of functions under its master key, and not under a key of KMS.");
        }
        if (change.ephemeralStorage() != null) {
            next.ephemeralStorage(change.ephemeralStorage());
        }
        if (change.tracingConfig() != null) {
            next.tracingConfig(TracingConfigResponse.builder()
                    .mode(change.tracingConfig().modeAsString())
                    .build());
        }
        if (change.deadLetterConfig() != null) {
            var target = change.deadLetterConfig().targetArn();
            if (target != null && !target.isEmpty() && !target.matches("arn:aws:(sqs|sns):.*")) {
                throw invalid("The provided destination ARN is invalid.");
            }
            next.deadLetterConfig(target == null || target.isEmpty() ? null : change.deadLetterConfig());
        }
        if (change.loggingConfig() != null) {
            next.loggingConfig(logging(present, change.loggingConfig()));
        }
        if (change.snapStart() != null) {
            snapStart(next, change);
        }
        refuse(change);
        return next.build();
    }

    private static int bounded(String name, int value, int max) {
        if (value > max) {
            throw invalid("1 validation error detected: Value '" + value + "' at '" + name
                    + "' failed to satisfy constraint: Member must have value less than or equal to " + max);
        }
        return value;
    }

    private static LoggingConfig logging(FunctionConfiguration present, LoggingConfig given) {
        var format = given.logFormat() == null ? present.loggingConfig().logFormat() : given.logFormat();
        boolean json = format == LogFormat.JSON;
        if (!json && (given.applicationLogLevel() != null || given.systemLogLevel() != null)) {
            throw invalid("Log level is not supported for Text log format. Use JSON log format to set the log level.");
        }
        var group = given.logGroup() == null ? present.loggingConfig().logGroup() : given.logGroup();
        var levels = LoggingConfig.builder().logFormat(format).logGroup(group);
        if (json) {
            levels.applicationLogLevel(
                    given.applicationLogLevel() == null ? ApplicationLogLevel.INFO : given.applicationLogLevel());
            levels.systemLogLevel(given.systemLogLevel() == null ? SystemLogLevel.INFO : given.systemLogLevel());
        }
        return levels.build();
    }

    /** Functions start from their code each time: what SnapStart would spare is spent. */
    private static void snapStart(FunctionConfiguration.Builder next, UpdateFunctionConfigurationRequest change) {
        next.snapStart(SnapStartResponse.builder()
                .applyOn(change.snapStart().applyOn())
                .optimizationStatus(SnapStartOptimizationStatus.OFF)
                .build());
    }

    private static void refuse(UpdateFunctionConfigurationRequest change) {
        var vpc = change.vpcConfig();
        if (vpc != null
                && (!vpc.subnetIds().isEmpty() || !vpc.securityGroupIds().isEmpty())) {
            throw invalid("Tarn runs functions in the machine's network: VpcConfig is not supported");
        }
        if (change.tracingConfig() != null && change.tracingConfig().mode() == TracingMode.ACTIVE) {
            throw invalid("Tarn has no X-Ray: only the tracing mode PassThrough is supported");
        }
        if (!change.fileSystemConfigs().isEmpty()) {
            throw invalid("Tarn has no EFS file systems: FileSystemConfigs are not supported");
        }
        if (change.imageConfig() != null) {
            throw invalid("Tarn does not run container images: ImageConfig is not supported");
        }
        if (change.capacityProviderConfig() != null || change.durableConfig() != null) {
            throw invalid("Tarn has neither capacity providers nor durable functions");
        }
    }

    private static EnvironmentResponse environment(Map<String, String> variables) {
        var reserved =
                variables.keySet().stream().filter(RESERVED::contains).sorted().collect(Collectors.joining(", "));
        if (!reserved.isEmpty()) {
            throw invalid(
                    "Lambda was unable to configure your environment variables because the environment variables you"
                            + " have provided contains reserved keys that are currently not supported for modification. Reserved"
                            + " keys used in this request: " + reserved);
        }
        if (sizeBytes(variables) > VARIABLES_BYTES_MAX) {
            throw invalid(
                    "Lambda was unable to configure your environment variables because the environment variables you"
                            + " have provided exceeded the 4KB limit. String measured: " + new TreeMap<>(variables));
        }
        return EnvironmentResponse.builder().variables(variables).build();
    }

    private static int sizeBytes(Map<String, String> variables) {
        return variables.entrySet().stream()
                .mapToInt(one -> utf8(one.getKey()) + utf8(one.getValue()))
                .sum();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Throws unless it can run. */
    static FunctionConfiguration checked(FunctionConfiguration configuration, Runtimes runtimes) {
        if (configuration.runtimeAsString() == null || configuration.handler() == null) {
            throw invalid(
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }
        runtimes.check(configuration.runtimeAsString());
        return configuration;
    }

    static List<String> layers(FunctionConfiguration configuration) {
        return configuration.layers().stream().map(layer -> layer.arn()).toList();
    }

    private Settings() {}
}
