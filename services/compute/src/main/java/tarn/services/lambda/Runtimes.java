package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.failed;
import static tarn.services.lambda.LambdaFaults.invalid;

import java.util.Set;
import tarn.engines.functions.FunctionEngine;
import tarn.kernel.Platform;

/** Which runtimes may be used: those that AWS still takes and that are installed here. */
final class Runtimes {

    /** Since when AWS refuses them: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. */
    private static final Set<String> DEPRECATED = Set.of(
            "nodejs",
            "nodejs4.3",
            "nodejs4.3-edge",
            "nodejs6.10",
            "nodejs8.10",
            "nodejs10.x",
            "nodejs12.x",
            "nodejs14.x",
            "nodejs16.x",
            "java8",
            "python2.7",
            "python3.6",
            "python3.7",
            "python3.8",
            "dotnetcore1.0",
            "dotnetcore2.0",
            "dotnetcore2.1",
            "dotnetcore3.1",
            "dotnet6",
            "go1.x",
            "ruby2.5",
            "ruby2.7",
            "ruby3.2",
            "provided");

    private final Platform platform;

    Runtimes(Platform platform) {
        this.platform = platform;
    }

    FunctionEngine engine() {
        return platform.engine(FunctionEngine.class)
                .orElseThrow(() -> failed("No engine for functions is configured in this Tarn"));
    }

    /** Throws unless functions of a runtime can be created. */
    void check(String runtime) {
        if (DEPRECATED.contains(runtime)) {
            throw invalid(
                    "The runtime parameter of " + runtime + " is no longer supported for creating or updating AWS"
                            + " Lambda functions. We recommend you use a supported runtime while creating or updating functions.");
        }
        engine().lacks(runtime).ifPresent(reason -> {
            throw invalid(reason);
        });
    }
}
