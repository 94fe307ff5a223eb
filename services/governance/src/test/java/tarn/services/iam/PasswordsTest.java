package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

class PasswordsTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @BeforeEach
    void aUser() {
        TestPlatform.CALLER.run(() -> iam().createUser(u -> u.userName("ann")));
    }

    private Caller ann() {
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey();
        return governance.holder(key.accessKeyId());
    }

    @Test
    void anAccountHasNoPolicyUntilOneIsSet() {
        refused(
                404,
                "NoSuchEntity",
                "The Password Policy with domain name 123456789012 cannot be found.",
                () -> iam().getAccountPasswordPolicy());

        iam().updateAccountPasswordPolicy(p -> p.minimumPasswordLength(12).maxPasswordAge(90));

        var policy = iam().getAccountPasswordPolicy().passwordPolicy();
        assertThat(policy.minimumPasswordLength()).isEqualTo(12);
        assertThat(policy.expirePasswords()).isTrue();
        assertThat(policy.allowUsersToChangePassword()).isFalse();
        iam().deleteAccountPasswordPolicy();
        refused(
                404,
                "NoSuchEntity",
                "The Password Policy with domain name 123456789012 cannot be found.",
                () -> iam().deleteAccountPasswordPolicy());
    }

    @Test
    void passwordsKeepToThePolicy() {
        iam().updateAccountPasswordPolicy(p -> p.minimumPasswordLength(10)
                .requireNumbers(true)
                .requireSymbols(true)
                .requireUppercaseCharacters(true)
                .requireLowercaseCharacters(true));

        refused(400, "PasswordPolicyViolation", "Password should have a minimum length of 10", () -> login("Aa1!"));
        refused(400, "PasswordPolicyViolation", "Password should have at least one number", () -> login("Abcdefghi!"));
        refused(
                400,
                "PasswordPolicyViolation",
                "Password should have at least one of the following symbols: ! @ # $ % ^ & * () _ + - = [] {} | '",
                () -> login("Abcdefghi1"));
        login("Abcdefghi1!");
    }

    private void login(String password) {
        iam().createLoginProfile(l -> l.userName("ann").password(password));
    }

    @Test
    void aUserChangesItsOwnPasswordKnowingTheOldOne() {
        login("First-1-password");
        var ann = ann();

        ann.run(() -> {
            refused(
                    403,
                    "AccessDenied",
                    "The old password was incorrect.",
                    () -> iam().changePassword(c -> c.oldPassword("guess").newPassword("Second-2-password")));
            iam().changePassword(c -> c.oldPassword("First-1-password").newPassword("Second-2-password"));
            refused(
                    403,
                    "AccessDenied",
                    "The old password was incorrect.",
                    () -> iam().changePassword(
                                    c -> c.oldPassword("First-1-password").newPassword("Third-3-password")));
        });
        refused(
                400,
                "InvalidUserType",
                "Only an IAM user can change a password of its own.",
                () -> iam().changePassword(
                                c -> c.oldPassword("Second-2-password").newPassword("Third-3-password")));
    }

    @Test
    void earlierPasswordsAreRemembered() {
        iam().updateAccountPasswordPolicy(p -> p.passwordReusePrevention(2).allowUsersToChangePassword(true));
        login("First-1-password");
        iam().updateLoginProfile(l -> l.userName("ann").password("Second-2-password"));

        refused(
                400,
                "PasswordPolicyViolation",
                "Password should not be one of the last 2 passwords used",
                () -> iam().updateLoginProfile(l -> l.userName("ann").password("First-1-password")));
        iam().updateLoginProfile(l -> l.userName("ann").password("Third-3-password"));
        iam().updateLoginProfile(l -> l.userName("ann").password("First-1-password"));
    }

    @Test
    void aPolicyMayKeepUsersFromChangingTheirPasswords() {
        login("First-1-password");
        iam().updateAccountPasswordPolicy(p -> p.minimumPasswordLength(8));

        ann().run(() -> refused(
                403,
                "AccessDenied",
                "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:ChangePassword: the"
                        + " account's password policy does not let users change their passwords",
                () -> iam().changePassword(
                                c -> c.oldPassword("First-1-password").newPassword("Second-2-password"))));
    }
}
