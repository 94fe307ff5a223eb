package tarn.services.kms;

import static tarn.services.kms.KmsFaults.policyNotFound;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;
import tarn.kernel.Part;

/** Key policies. A key has one, named {@code default}. */
final class Policies implements KmsClient, Part {

    private final Keys keys;

    Policies(Keys keys) {
        this.keys = keys;
    }

    @Override
    public GetKeyPolicyResponse getKeyPolicy(GetKeyPolicyRequest request) {
        var name = checked(request.policyName());
        return GetKeyPolicyResponse.builder()
                .policy(keys.entry(request.keyId()).value().policy())
                .policyName(name)
                .build();
    }

    @Override
    public PutKeyPolicyResponse putKeyPolicy(PutKeyPolicyRequest request) {
        checked(request.policyName());
        var document = KeyPolicy.checked(request.policy(), request.bypassPolicyLockoutSafetyCheck());
        keys.change(request.keyId(), key -> Keys.staying(key).governed(document));
        return PutKeyPolicyResponse.builder().build();
    }

    @Override
    public ListKeyPoliciesResponse listKeyPolicies(ListKeyPoliciesRequest request) {
        keys.entry(request.keyId());
        return ListKeyPoliciesResponse.builder()
                .policyNames(KeyPolicy.NAME)
                .truncated(false)
                .build();
    }

    private static String checked(@Nullable String name) {
        if (name != null && !name.equals(KeyPolicy.NAME)) {
            throw policyNotFound(name);
        }
        return KeyPolicy.NAME;
    }
}
