package tarn.services.iam;

import static tarn.services.iam.IamFaults.inUse;
import static tarn.services.iam.IamFaults.invalid;
import static tarn.services.iam.IamFaults.noBoundary;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.iam.model.User;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Users, their tags and permissions boundaries. */
final class Users implements IamClient, Part {

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final ManagedCatalog catalog;
    private final Leftovers leftovers;
    private final Pages pages;

    Users(Platform platform, Entities<UserEntity> users, ManagedCatalog catalog, Leftovers leftovers, Pages pages) {
        this.platform = platform;
        this.users = users;
        this.catalog = catalog;
        this.leftovers = leftovers;
        this.pages = pages;
    }

    /** The user that a request means: the one it names, or the one who asks. */
    static String named(@Nullable String name) {
        if (name != null) {
            return name;
        }
        var principal = Caller.current().principal();
        int user = principal.indexOf(":user/");
        if (user < 0) {
            throw invalid("Must specify userName when calling with non-User credentials");
        }
        return principal.substring(principal.lastIndexOf('/') + 1);
    }

    @Override
    public CreateUserResponse createUser(CreateUserRequest request) {
        var boundary = request.permissionsBoundary();
        if (boundary != null) {
            catalog.requireAttachable(boundary);
        }
        var user = users.create(new UserEntity(
                request.userName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.USER.next(platform.ids()),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                Grants.NONE,
                boundary,
                List.of(),
                List.of(),
                null));
        return CreateUserResponse.builder().user(Answers.full(user)).build();
    }

    @Override
    public GetUserResponse getUser(GetUserRequest request) {
        if (request.userName() == null && Caller.current().principal().endsWith(":root")) {
            return GetUserResponse.builder().user(root()).build();
        }
        return GetUserResponse.builder()
                .user(Answers.full(users.get(named(request.userName()))))
                .build();
    }

    /** The account's root, which has neither name nor path on AWS either. */
    private static User root() {
        var caller = Caller.current();
        return User.builder()
                .userId(caller.account())
                .arn(caller.globalArn("iam", "root").toString())
                .build();
    }

    @Override
    public ListUsersResponse listUsers(ListUsersRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var page = pages.page(
                "ListUsers",
                request.marker(),
                request.maxItems(),
                users.all().filter(user -> user.path().startsWith(prefix)),
                user -> user.name().toLowerCase(Locale.ROOT));
        return ListUsersResponse.builder()
                .users(page.items().stream().map(Answers::brief).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateUserResponse updateUser(UpdateUserRequest request) {
        Entities.keep(platform, batch -> {
            var seen = users.entry(request.userName());
            var user = seen.value();
            var next = user.moved(
                    request.newUserName() == null ? user.name() : request.newUserName(),
                    request.newPath() == null ? user.path() : request.newPath());
            users.move(batch, seen, next);
            for (var key : next.keys()) {
                platform.accessKeys()
                        .find(key.id())
                        .ifPresent(kept -> platform.accessKeys().put(batch, kept.actingAs(next.arn())));
            }
        });
        return UpdateUserResponse.builder().build();
    }

    @Override
    public DeleteUserResponse deleteUser(DeleteUserRequest request) {
        Entities.keep(platform, batch -> {
            var seen = users.entry(named(request.userName()));
            refuseIfUsed(seen.value());
            leftovers.refuseIfAny(seen.value());
            batch.delete(users.store(), seen);
        });
        return DeleteUserResponse.builder().build();
    }

    private static void refuseIfUsed(UserEntity user) {
        if (!user.groups().isEmpty()) {
            throw inUse("remove users from group");
        }
        if (!user.keys().isEmpty()) {
            throw inUse("delete access keys");
        }
        if (!user.grants().attached().isEmpty()) {
            throw inUse("detach all policies");
        }
        if (!user.grants().inline().isEmpty()) {
            throw inUse("delete policies");
        }
        if (user.login() != null) {
            throw inUse("delete login profile");
        }
    }

    @Override
    public PutUserPermissionsBoundaryResponse putUserPermissionsBoundary(PutUserPermissionsBoundaryRequest request) {
        catalog.requireAttachable(request.permissionsBoundary());
        users.change(request.userName(), user -> user.bounded(request.permissionsBoundary()));
        return PutUserPermissionsBoundaryResponse.builder().build();
    }

    @Override
    public DeleteUserPermissionsBoundaryResponse deleteUserPermissionsBoundary(
            DeleteUserPermissionsBoundaryRequest request) {
        users.change(request.userName(), user -> {
            if (user.boundary() == null) {
                throw noBoundary("user", user.name());
            }
            return user.bounded(null);
        });
        return DeleteUserPermissionsBoundaryResponse.builder().build();
    }

    @Override
    public TagUserResponse tagUser(TagUserRequest request) {
        users.change(request.userName(), user -> user.tagged(Tags.added(user.tags(), request.tags())));
        return TagUserResponse.builder().build();
    }

    @Override
    public UntagUserResponse untagUser(UntagUserRequest request) {
        users.change(request.userName(), user -> user.tagged(Tags.removed(user.tags(), request.tagKeys())));
        return UntagUserResponse.builder().build();
    }

    @Override
    public ListUserTagsResponse listUserTags(ListUserTagsRequest request) {
        var tags = Tags.answered(users.get(request.userName()).tags());
        var page = pages.page("ListUserTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListUserTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }
}
