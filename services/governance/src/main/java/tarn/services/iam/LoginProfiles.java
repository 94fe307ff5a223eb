package tarn.services.iam;

import static tarn.services.iam.IamFaults.loginExists;
import static tarn.services.iam.IamFaults.noSuchLogin;
import static tarn.services.iam.IamFaults.weakPassword;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.iam.UserEntity.Login;

/** Console passwords. They are kept salted and hashed, and must satisfy AWS's default password policy. */
final class LoginProfiles implements IamClient, Part {

    private static final int LENGTH_MIN = 8;
    private static final int CLASSES_MIN = 3;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int ROUNDS = 120_000;

    private final Platform platform;
    private final Entities<UserEntity> users;

    LoginProfiles(Platform platform, Entities<UserEntity> users) {
        this.platform = platform;
        this.users = users;
    }

    @Override
    public CreateLoginProfileResponse createLoginProfile(CreateLoginProfileRequest request) {
        var name = users.get(Users.named(request.userName())).name();
        var login = login(
                request.password(),
                Boolean.TRUE.equals(request.passwordResetRequired()),
                platform.clock().instant());
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
                ? new Login(before.salt(), before.hash(), reset, before.created())
                : login(request.password(), reset, before.created());
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

    private Login login(String password, boolean reset, Instant created) {
        refuseIfWeak(password);
        var salt = platform.ids().bytes(SALT_BYTES);
        var base64 = Base64.getEncoder();
        return new Login(base64.encodeToString(salt), base64.encodeToString(hash(password, salt)), reset, created);
    }

    private static void refuseIfWeak(String password) {
        if (password.length() < LENGTH_MIN) {
            throw weakPassword("Password should have a minimum length of " + LENGTH_MIN);
        }
        var classes = Stream.of("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]")
                .filter(one -> Pattern.compile(one).matcher(password).find())
                .count();
        if (classes < CLASSES_MIN) {
            throw weakPassword("Password should have at least three of these: uppercase letters, lowercase letters,"
                    + " numbers, and non-alphanumeric characters");
        }
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            var key = new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks PBKDF2", e);
        }
    }
}
