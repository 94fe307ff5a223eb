package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.serviceNotSupported;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredential;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.services.iam.Belongings.Owned;

/**
 * User names and passwords for one service, as CodeCommit and Keyspaces take them. They are kept, the password as a hash;
 * there is no service yet that takes them. API keys of Bedrock and CloudWatch, which AWS makes here too, are refused.
 */
final class ServiceCredentials implements IamClient, Part {

    /**
     * A credential as it is kept.
     *
     * @param hash of the password, in base 64, with its salt
     */
    record Credential(
            String id,
            String service,
            String serviceUser,
            String salt,
            String hash,
            boolean active,
            Instant created,
            @Nullable Instant expires)
            implements Belongings.Belonging {}

    private static final Set<String> SERVICES = Set.of("codecommit.amazonaws.com", "cassandra.amazonaws.com");
    private static final int PER_USER_AND_SERVICE_MAX = 2;
    private static final int SECRET_BYTES = 32;

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Belongings<Credential> credentials;
    private final Pages pages;

    ServiceCredentials(Platform platform, Entities<UserEntity> users, Belongings<Credential> credentials, Pages pages) {
        this.platform = platform;
        this.users = users;
        this.credentials = credentials;
        this.pages = pages;
    }

    @Override
    public CreateServiceSpecificCredentialResponse createServiceSpecificCredential(
            CreateServiceSpecificCredentialRequest request) {
        var user = users.get(request.userName());
        if (!SERVICES.contains(request.serviceName()) || request.credentialAgeDays() != null) {
            throw serviceNotSupported(request.serviceName());
        }
        var password = password();
        var added = credentials.add(user.name(), present -> decide(request, user.name(), password, present));
        return CreateServiceSpecificCredentialResponse.builder()
                .serviceSpecificCredential(answered(user.name(), added, password))
                .build();
    }

    private Credential decide(
            CreateServiceSpecificCredentialRequest request, String user, String password, List<Credential> present) {
        var same = present.stream()
                .filter(one -> one.service().equals(request.serviceName()))
                .count();
        if (same >= PER_USER_AND_SERVICE_MAX) {
            throw quotaExceeded("ServiceSpecificCredentialsPerUser", PER_USER_AND_SERVICE_MAX);
        }
        var name =
                user + (same == 0 ? "" : "+" + same) + "-at-" + Caller.current().account();
        var hashed = Passwords.hashed(platform.ids(), password);
        return new Credential(
                Identifiers.SERVICE_CREDENTIAL.next(platform.ids()),
                request.serviceName(),
                name,
                hashed.salt(),
                hashed.hash(),
                true,
                platform.clock().instant(),
                null);
    }

    @Override
    public ListServiceSpecificCredentialsResponse listServiceSpecificCredentials(
            ListServiceSpecificCredentialsRequest request) {
        Predicate<Credential> wanted =
                one -> request.serviceName() == null || request.serviceName().equals(one.service());
        var page = pages.page(
                "ListServiceSpecificCredentials",
                request.marker(),
                request.maxItems(),
                of(request).filter(owned -> wanted.test(owned.value())),
                owned -> owned.user().name().toLowerCase(java.util.Locale.ROOT) + "/"
                        + owned.value().id());
        return ListServiceSpecificCredentialsResponse.builder()
                .serviceSpecificCredentials(
                        page.items().stream().map(ServiceCredentials::listed).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Stream<Owned<Credential>> of(ListServiceSpecificCredentialsRequest request) {
        if (Boolean.TRUE.equals(request.allUsers())) {
            return credentials.all();
        }
        var user = users.get(Users.named(request.userName()));
        return credentials.of(user).map(one -> new Owned<>(user, one));
    }

    @Override
    public ResetServiceSpecificCredentialResponse resetServiceSpecificCredential(
            ResetServiceSpecificCredentialRequest request) {
        var user = users.get(Users.named(request.userName()));
        var password = password();
        var hashed = Passwords.hashed(platform.ids(), password);
        var next = credentials.change(
                user,
                request.serviceSpecificCredentialId(),
                one -> new Credential(
                        one.id(),
                        one.service(),
                        one.serviceUser(),
                        hashed.salt(),
                        hashed.hash(),
                        one.active(),
                        one.created(),
                        one.expires()));
        return ResetServiceSpecificCredentialResponse.builder()
                .serviceSpecificCredential(answered(user.name(), next, password))
                .build();
    }

    @Override
    public UpdateServiceSpecificCredentialResponse updateServiceSpecificCredential(
            UpdateServiceSpecificCredentialRequest request) {
        boolean active = request.status() == StatusType.ACTIVE;
        credentials.change(
                users.get(Users.named(request.userName())),
                request.serviceSpecificCredentialId(),
                one -> new Credential(
                        one.id(),
                        one.service(),
                        one.serviceUser(),
                        one.salt(),
                        one.hash(),
                        active,
                        one.created(),
                        one.expires()));
        return UpdateServiceSpecificCredentialResponse.builder().build();
    }

    @Override
    public DeleteServiceSpecificCredentialResponse deleteServiceSpecificCredential(
            DeleteServiceSpecificCredentialRequest request) {
        credentials.remove(users.get(Users.named(request.userName())), request.serviceSpecificCredentialId());
        return DeleteServiceSpecificCredentialResponse.builder().build();
    }

    private String password() {
        return Base64.getEncoder().encodeToString(platform.ids().bytes(SECRET_BYTES));
    }

    private static StatusType status(Credential one) {
        return one.active() ? StatusType.ACTIVE : StatusType.INACTIVE;
    }

    private static ServiceSpecificCredential answered(String user, Credential one, String password) {
        return ServiceSpecificCredential.builder()
                .userName(user)
                .serviceSpecificCredentialId(one.id())
                .serviceName(one.service())
                .serviceUserName(one.serviceUser())
                .servicePassword(password)
                .status(status(one))
                .createDate(Answers.seconds(one.created()))
                .build();
    }

    private static ServiceSpecificCredentialMetadata listed(Owned<Credential> owned) {
        var one = owned.value();
        return ServiceSpecificCredentialMetadata.builder()
                .userName(owned.user().name())
                .serviceSpecificCredentialId(one.id())
                .serviceName(one.service())
                .serviceUserName(one.serviceUser())
                .status(status(one))
                .createDate(Answers.seconds(one.created()))
                .build();
    }
}
