package tarn.services.iam;

import static tarn.services.iam.IamFaults.noPasswordPolicy;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The account's password policy. An update sets what it does not name to AWS's defaults, as on AWS. */
final class PasswordPolicies implements IamClient, Part {

    private static final Key ONLY = Key.of("policy");

    private final Store<PasswordRules> policies;

    PasswordPolicies(Platform platform, Format<PasswordRules> format) {
        this.policies = platform.store("iam/password-policy", Scope.ACCOUNT, format);
    }

    /** The rules of the caller's account. */
    PasswordRules rules() {
        return policies.get(ONLY).orElse(PasswordRules.DEFAULT);
    }

    @Override
    public UpdateAccountPasswordPolicyResponse updateAccountPasswordPolicy(UpdateAccountPasswordPolicyRequest request) {
        policies.put(
                ONLY,
                new PasswordRules(
                        number(request.minimumPasswordLength(), PasswordRules.LENGTH_MIN),
                        isTrue(request.requireSymbols()),
                        isTrue(request.requireNumbers()),
                        isTrue(request.requireUppercaseCharacters()),
                        isTrue(request.requireLowercaseCharacters()),
                        isTrue(request.allowUsersToChangePassword()),
                        number(request.maxPasswordAge(), 0),
                        number(request.passwordReusePrevention(), 0),
                        isTrue(request.hardExpiry())));
        return UpdateAccountPasswordPolicyResponse.builder().build();
    }

    @Override
    public GetAccountPasswordPolicyResponse getAccountPasswordPolicy(GetAccountPasswordPolicyRequest request) {
        var rules = policies.get(ONLY)
                .orElseThrow(() -> noPasswordPolicy(Caller.current().account()));
        return GetAccountPasswordPolicyResponse.builder()
                .passwordPolicy(answer -> answer.minimumPasswordLength(rules.lengthMin())
                        .requireSymbols(rules.symbols())
                        .requireNumbers(rules.numbers())
                        .requireUppercaseCharacters(rules.uppercase())
                        .requireLowercaseCharacters(rules.lowercase())
                        .allowUsersToChangePassword(rules.allowUsersToChange())
                        .expirePasswords(rules.daysMax() > 0)
                        .maxPasswordAge(rules.daysMax() == 0 ? null : rules.daysMax())
                        .passwordReusePrevention(rules.remembered() == 0 ? null : rules.remembered())
                        .hardExpiry(rules.hardExpiry()))
                .build();
    }

    @Override
    public DeleteAccountPasswordPolicyResponse deleteAccountPasswordPolicy(DeleteAccountPasswordPolicyRequest request) {
        if (!policies.delete(ONLY)) {
            throw noPasswordPolicy(Caller.current().account());
        }
        return DeleteAccountPasswordPolicyResponse.builder().build();
    }

    private static int number(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static boolean isTrue(@Nullable Boolean given) {
        return Boolean.TRUE.equals(given);
    }
}
