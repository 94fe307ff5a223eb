package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.functionExists;
import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;

import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.StateReasonCode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import tarn.kernel.Part;
import tarn.kernel.Shapes;
import tarn.store.Key;

/** Functions come and go. */
final class Lifecycle implements LambdaClient, Part {

    private final Functions functions;
    private final Archives archives;
    private final Runtimes runtimes;
    private final Publishing publishing;
    private final Configurations configurations;
    private final List<Belongings> belongings;

    /** What is kept for a function beside itself, and goes with it. */
    @FunctionalInterface
    interface Belongings {
        /** Has a batch remove what belongs to a function. */
        void remove(tarn.store.Batch batch, String function);
    }

    Lifecycle(
            Functions functions,
            Archives archives,
            Runtimes runtimes,
            Publishing publishing,
            Configurations configurations,
            List<Belongings> belongings) {
        this.functions = functions;
        this.archives = archives;
        this.runtimes = runtimes;
        this.publishing = publishing;
        this.configurations = configurations;
        this.belongings = belongings;
    }

    @Override
    public CreateFunctionResponse createFunction(CreateFunctionRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        if (functions.store().get(Key.of(reference.name())).isPresent()) {
            throw functionExists(reference.name());
        }
        if (request.packageType() == PackageType.IMAGE || request.code().imageUri() != null) {
            throw invalid("Tarn does not run container images: PackageType Image is not supported");
        }
        if (request.codeSigningConfigArn() != null || request.tenancyConfig() != null) {
            throw invalid("Tarn has neither code signing nor tenancy of functions");
        }
        var change = Shapes.copy(request, UpdateFunctionConfigurationRequest.builder())
                .layers(request.layers())
                .build();
        var settings = Settings.checked(
                configurations.changed(
                        Settings.defaults(reference.name()),
                        change.toBuilder().functionName(reference.name()).build()),
                runtimes);
        configurations.requireRole(request.role());
        var taken = archives.take(
                request.code().zipFile(),
                request.code().s3Bucket(),
                request.code().s3Key(),
                request.code().s3ObjectVersion());
        configurations.requireRoom(settings, taken.unzippedBytes());
        var made = configurations.stamped(settings.toBuilder()
                .functionArn(reference.arn())
                .version(Reference.LATEST)
                .packageType(PackageType.ZIP)
                .architectures(
                        request.architectures().isEmpty() ? List.of(Architecture.X86_64) : request.architectures())
                .codeSize(taken.code().sizeBytes())
                .codeSha256(taken.code().sha256())
                .state(State.ACTIVE)
                .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL));
        var function = new StoredFunction(
                reference.name(), new StoredVersion(made, taken.code()), 0, request.tags(), null, null);
        var batch = functions
                .platform()
                .batch()
                .insert(functions.store(), Key.of(function.name()), function)
                .adopt(taken.code().blob());
        if (!batch.commit()) {
            functions.platform().blobs().discard(taken.code().blob());
            throw functionExists(reference.name());
        }
        var shown = Boolean.TRUE.equals(request.publish())
                ? publishing.publish(reference, "", null, null).configuration()
                : made;
        return Shapes.copy(pending(shown), CreateFunctionResponse.builder()).build();
    }

    /** As the answer to its creation shows it. */
    private static FunctionConfiguration pending(FunctionConfiguration made) {
        return made.toBuilder()
                .state(State.PENDING)
                .stateReason("The function is being created.")
                .stateReasonCode(StateReasonCode.CREATING)
                .lastUpdateStatus((LastUpdateStatus) null)
                .build();
    }

    @Override
    public DeleteFunctionResponse deleteFunction(DeleteFunctionRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        var qualifier = reference.qualifier();
        if (qualifier == null) {
            deleteWhole(reference);
        } else if (qualifier.equals(Reference.LATEST)) {
            throw invalid("$LATEST version cannot be deleted without deleting the function.");
        } else {
            publishing.delete(reference, qualifier);
        }
        return DeleteFunctionResponse.builder().statusCode(204).build();
    }

    private void deleteWhole(Reference reference) {
        while (true) {
            var seen = functions.entry(reference);
            var name = reference.name();
            var batch = functions
                    .platform()
                    .batch()
                    .delete(functions.store(), seen)
                    .release(seen.value().latest().code().blob());
            for (var version : functions.published(name)) {
                batch.delete(functions.versions(), version);
                batch.release(version.value().code().blob());
            }
            for (var alias : functions.aliases().scan(tarn.store.Range.under(Key.of(name)))) {
                batch.delete(functions.aliases(), alias);
            }
            belongings.forEach(one -> one.remove(batch, name));
            if (batch.commit()) {
                return;
            }
            if (functions.store().get(Key.of(name)).isEmpty()) {
                throw functionNotFound(reference.arn());
            }
        }
    }
}
