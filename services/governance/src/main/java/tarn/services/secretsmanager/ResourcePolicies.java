package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.policyMalformed;
import static tarn.services.secretsmanager.SecretFaults.policyPublic;

import java.util.List;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidationErrorsEntry;
import tarn.kernel.Part;
import tarn.policy.Context;
import tarn.policy.Evaluation;
import tarn.policy.MalformedPolicyException;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.Subject;

/** Who else may use a secret. */
final class ResourcePolicies implements SecretsManagerClient, Part {

    private final Secrets secrets;

    ResourcePolicies(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        var secret = secrets.live(request.secretId()).value();
        return GetResourcePolicyResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .resourcePolicy(secret.policy())
                .build();
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        parse(request.resourcePolicy());
        if (Boolean.TRUE.equals(request.blockPublicPolicy()) && isPublic(request.resourcePolicy())) {
            throw policyPublic();
        }
        var secret = secrets.change(request.secretId(), present -> present.governed(request.resourcePolicy()));
        return PutResourcePolicyResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        var secret = secrets.change(request.secretId(), present -> present.governed(null));
        return DeleteResourcePolicyResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .build();
    }

    @Override
    public ValidateResourcePolicyResponse validateResourcePolicy(ValidateResourcePolicyRequest request) {
        if (request.secretId() != null) {
            secrets.live(request.secretId());
        }
        parse(request.resourcePolicy());
        var errors = isPublic(request.resourcePolicy())
                ? List.of(ValidationErrorsEntry.builder()
                        .checkName("NO_PUBLIC_POLICY")
                        .errorMessage("The policy grants broad access to the secret.")
                        .build())
                : List.<ValidationErrorsEntry>of();
        return ValidateResourcePolicyResponse.builder()
                .policyValidationPassed(errors.isEmpty())
                .validationErrors(errors)
                .build();
    }

    private static Policy parse(String document) {
        try {
            return Policy.parse(document);
        } catch (MalformedPolicyException e) {
            throw policyMalformed(e.getMessage() == null ? "malformed" : e.getMessage());
        }
    }

    /** Whether somebody whom nobody knows may read the secret by it. */
    private static boolean isPublic(String document) {
        var named = new NamedPolicy("secret", NamedPolicy.Source.RESOURCE, Policy.remembered(document));
        var question = new Question("secretsmanager:GetSecretValue", "*", Context.NONE);
        var resource = new Evaluation.Resource("", named, true, false);
        return Evaluation.decide(Subject.ANONYMOUS, question, resource).allowed();
    }
}
