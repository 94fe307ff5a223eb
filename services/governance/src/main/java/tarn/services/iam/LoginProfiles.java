package tarn.services.iam;

import static tarn.services.iam.IamFaults.accessDenied;
import static tarn.services.iam.IamFaults.loginExists;
import static tarn.services.iam.IamFaults.noSuchLogin;
import static tarn.services.iam.IamFaults.notAUser;
import static tarn.services.iam.IamFaults.weakPassword;
import static tarn.services.iam.IamFaults.wrongPassword;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ChangePasswordRequest;
import software.amazon.awssdk.services.iam.model.ChangePasswordResponse;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.iam.UserEntity.Login;

/** Console passwords. They are kept salted and hashed, and must satisfy the account's password policy. */
final class LoginProfiles implements IamClient, Part {

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final PasswordPolicies policy;

    LoginProfiles(Platform platform, Entities<UserEntity> users, PasswordPolicies policy) {
        this.platform = platform;
        this.users = users;
        this.policy = policy;
    }

    @Override
    public CreateLoginProfileResponse createLoginProfile(CreateLoginProfileRequest request) {
        var name = users.get(Users.named(request.userName())).name();
        var login = first(request.password(), Boolean.TRUE.equals(request.passwordResetRequired()));
        users.change(name, user -> {
            if (user.login() != null) {
                throw loginExists(name);
            }
            return user.with(login);
        });
        return CreateLoginProfileResponse.builder()
                .loginProfile(answered(name, login))
                .build();
    }

    @Override
    public GetLoginProfileResponse getLoginProfile(GetLoginProfileRequest request) {
        var user = users.get(Users.named(request.userName()));
        return GetLoginProfileResponse.builder()
                .loginProfile(answered(user.name(), present(user)))
                .build();
    }

    @Override
    public UpdateLoginProfileResponse updateLoginProfile(UpdateLoginProfileRequest request) {
        var before = present(users.get(request.userName()));
        boolean reset =
                request.passwordResetRequired() == null ? before.resetRequired() : request.passwordResetRequired();
        var next = request.password() == null
                ? before.reset(reset)
                : successor(policy.rules(), before, request.password(), reset);
        users.change(request.userName(), user -> {
            present(user);
            return user.with(next);
        });
        return UpdateLoginProfileResponse.builder().build();
    }

    @Override
    public DeleteLoginProfileResponse deleteLoginProfile(DeleteLoginProfileRequest request) {
        users.change(Users.named(request.userName()), user -> {
            present(user);
            return user.with((Login) null);
        });
        return DeleteLoginProfileResponse.builder().build();
    }

    private static Login present(UserEntity user) {
        var login = user.login();
        if (login == null) {
            throw noSuchLogin(user.name());
        }
        return login;
    }

    private static LoginProfile answered(String user, Login login) {
        return LoginProfile.builder()
                .userName(user)
                .createDate(Answers.seconds(login.created()))
                .passwordResetRequired(login.resetRequired())
                .build();
    }

    @Override
    public ChangePasswordResponse changePassword(ChangePasswordRequest request) {
        var name = userOfCaller();
        var rules = policy.rules();
        if (!rules.allowUsersToChange()) {
            throw accessDenied("User: " + Caller.current().principal() + " is not authorized to perform:"
                    + " iam:ChangePassword: the account's password policy does not let users change their passwords");
        }
        var before = present(users.get(name));
        if (!Passwords.matches(before.hashed(), request.oldPassword())) {
            throw wrongPassword();
        }
        if (request.oldPassword().equals(request.newPassword())) {
            throw weakPassword("Password should not be the same as the old password");
        }
        var next = successor(rules, before, request.newPassword(), false);
        users.change(name, user -> {
            if (!before.equals(user.login())) {
                throw wrongPassword();
            }
            return user.with(next);
        });
        return ChangePasswordResponse.builder().build();
    }

    private static String userOfCaller() {
        if (!Caller.current().principal().contains(":user/")) {
            throw notAUser();
        }
        return Users.named(null);
    }

    /** A first password. */
    private Login first(String password, boolean reset) {
        policy.rules().check(password);
        var hashed = Passwords.hashed(platform.ids(), password);
        var now = platform.clock().instant();
        return new Login(hashed.salt(), hashed.hash(), reset, now, now, List.of());
    }

    /** The password after another one, none of the last ones that the policy remembers. */
    private Login successor(PasswordRules rules, Login before, String password, boolean reset) {
        rules.check(password);
        var used = new ArrayList<>(before.used());
        used.add(before.hashed());
        var remembered = used.subList(Math.max(0, used.size() - rules.remembered()), used.size());
        if (remembered.stream().anyMatch(old -> Passwords.matches(old, password))) {
            throw weakPassword("Password should not be one of the last " + rules.remembered() + " passwords used");
        }
        var hashed = Passwords.hashed(platform.ids(), password);
        var kept = List.copyOf(used.subList(Math.max(0, used.size() - PasswordRules.REMEMBERED_MAX), used.size()));
        return new Login(
                hashed.salt(),
                hashed.hash(),
                reset,
                before.created(),
                platform.clock().instant(),
                kept);
    }
}
