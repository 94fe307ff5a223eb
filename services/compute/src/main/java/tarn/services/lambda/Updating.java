package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.revisionDiffers;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import tarn.kernel.Part;
import tarn.kernel.Shapes;

/** Changes of what is not published. */
final class Updating implements LambdaClient, Part {

    private final Functions functions;
    private final Archives archives;
    private final Runtimes runtimes;
    private final Publishing publishing;
    private final Configurations configurations;
    private final Environments environments;

    Updating(
            Functions functions,
            Archives archives,
            Runtimes runtimes,
            Publishing publishing,
            Configurations configurations,
            Environments environments) {
        this.functions = functions;
        this.archives = archives;
        this.runtimes = runtimes;
        this.publishing = publishing;
        this.configurations = configurations;
        this.environments = environments;
    }

    @Override
    public UpdateFunctionCodeResponse updateFunctionCode(UpdateFunctionCodeRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        var present = functions.entry(reference).value().latest().configuration();
        requireRevision(present, request.revisionId());
        var taken = archives.take(request.zipFile(), request.s3Bucket(), request.s3Key(), request.s3ObjectVersion());
        try {
            configurations.requireRoom(present, taken.unzippedBytes());
            if (Boolean.TRUE.equals(request.dryRun())) {
                functions.platform().blobs().discard(taken.code().blob());
                var would = configurations.stamped(coded(present, taken.code(), request));
                return Shapes.copy(would, UpdateFunctionCodeResponse.builder()).build();
            }
            while (true) {
                var seen = functions.entry(reference);
                var latest = seen.value().latest();
                requireRevision(latest.configuration(), request.revisionId());
                var next = configurations.stamped(coded(latest.configuration(), taken.code(), request));
                var kept = functions
                        .platform()
                        .batch()
                        .replace(functions.store(), seen, seen.value().latest(new StoredVersion(next, taken.code())))
                        .adopt(taken.code().blob())
                        .release(latest.code().blob())
                        .commit();
                if (kept) {
                    environments.forget(reference.arn());
                    var shown = Boolean.TRUE.equals(request.publish())
                            ? publishing.publish(reference, null, null, null).configuration()
                            : next;
                    return Shapes.copy(inProgress(shown), UpdateFunctionCodeResponse.builder())
                            .build();
                }
            }
        } catch (software.amazon.awssdk.services.lambda.model.LambdaException e) {
            functions.platform().blobs().discard(taken.code().blob());
            throw e;
        }
    }

    private static FunctionConfiguration.Builder coded(
            FunctionConfiguration present, StoredCode code, UpdateFunctionCodeRequest request) {
        var next = present.toBuilder().codeSize(code.sizeBytes()).codeSha256(code.sha256());
        return request.architectures().isEmpty() ? next : next.architectures(request.architectures());
    }

    @Override
    public UpdateFunctionConfigurationResponse updateFunctionConfiguration(UpdateFunctionConfigurationRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        var found = functions.entry(reference).value().latest().configuration();
        requireRevision(found, request.revisionId());
        var wanted = configurations.changed(found, request);
        if (request.runtime() != null) {
            Settings.checked(wanted, runtimes);
        }
        if (request.role() != null) {
            configurations.requireRole(request.role());
        }
        var function = functions.change(reference, present -> {
            var configuration = present.latest().configuration();
            requireRevision(configuration, request.revisionId());
            var next = configurations.stamped(configurations.changed(configuration, request).toBuilder());
            return present.latest(present.latest().configured(next));
        });
        environments.forget(reference.arn());
        return Shapes.copy(inProgress(function.latest().configuration()), UpdateFunctionConfigurationResponse.builder())
                .build();
    }

    private static void requireRevision(FunctionConfiguration present, @Nullable String revision) {
        if (revision != null && !revision.equals(present.revisionId())) {
            throw revisionDiffers();
        }
    }

    /** As the answer to its change shows it. */
    private static FunctionConfiguration inProgress(FunctionConfiguration made) {
        return made.toBuilder()
                .lastUpdateStatus(LastUpdateStatus.IN_PROGRESS)
                .lastUpdateStatusReason("The function is being created.")
                .lastUpdateStatusReasonCode("Creating")
                .build();
    }
}
