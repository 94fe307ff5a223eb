package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.UpdateRuntimeOn;
import tarn.kernel.Part;
import tarn.kernel.Shapes;

/** Publishing versions, and what a function has by default since nothing else can be said of it here. */
final class Versioning implements LambdaClient, Part {

    private final Functions functions;
    private final Publishing publishing;

    Versioning(Functions functions, Publishing publishing) {
        this.functions = functions;
        this.publishing = publishing;
    }

    @Override
    public PublishVersionResponse publishVersion(PublishVersionRequest request) {
        if (request.publishTo() != null) {
            throw invalid("Tarn has no capacity providers: PublishTo is not supported");
        }
        var reference = Reference.of(request.functionName()).unqualified();
        var version = publishing.publish(reference, request.description(), request.codeSha256(), request.revisionId());
        return Shapes.copy(version.configuration(), PublishVersionResponse.builder())
                .build();
    }

    /** No function has a signing configuration. */
    @Override
    public GetFunctionCodeSigningConfigResponse getFunctionCodeSigningConfig(
            GetFunctionCodeSigningConfigRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        return GetFunctionCodeSigningConfigResponse.builder()
                .functionName(functions.entry(reference).value().name())
                .codeSigningConfigArn("")
                .build();
    }

    /** Loops are not looked for, so that every function lets them be. */
    @Override
    public GetFunctionRecursionConfigResponse getFunctionRecursionConfig(GetFunctionRecursionConfigRequest request) {
        functions.entry(Reference.of(request.functionName()).unqualified());
        return GetFunctionRecursionConfigResponse.builder()
                .recursiveLoop(RecursiveLoop.ALLOW)
                .build();
    }

    @Override
    public PutFunctionRecursionConfigResponse putFunctionRecursionConfig(PutFunctionRecursionConfigRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        if (request.recursiveLoop() != RecursiveLoop.ALLOW) {
            throw invalid("Tarn does not end recursive loops: RecursiveLoop must be Allow");
        }
        functions.change(reference, present -> present.recursive(RecursiveLoop.ALLOW.toString()));
        return PutFunctionRecursionConfigResponse.builder()
                .recursiveLoop(RecursiveLoop.ALLOW)
                .build();
    }

    /** Functions run by the interpreter that the machine has: its versions are the machine's. */
    @Override
    public GetRuntimeManagementConfigResponse getRuntimeManagementConfig(GetRuntimeManagementConfigRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        functions.target(reference);
        return GetRuntimeManagementConfigResponse.builder()
                .functionArn(reference.qualifiedArn())
                .updateRuntimeOn(UpdateRuntimeOn.AUTO)
                .build();
    }

    @Override
    public PutRuntimeManagementConfigResponse putRuntimeManagementConfig(PutRuntimeManagementConfigRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        functions.target(reference);
        if (request.updateRuntimeOn() != UpdateRuntimeOn.AUTO || request.runtimeVersionArn() != null) {
            throw invalid("Tarn runs functions by the interpreters of this machine: UpdateRuntimeOn must be Auto");
        }
        return PutRuntimeManagementConfigResponse.builder()
                .functionArn(reference.qualifiedArn())
                .updateRuntimeOn(UpdateRuntimeOn.AUTO)
                .build();
    }
}
