package tarn.services.iam;

import static tarn.services.iam.IamFaults.noSuchKey;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Comparator;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.iam.UserEntity.UserKey;

/**
 * Users' access keys.
 *
 * <p>The user's record knows which keys it has, the platform's access keys know the secrets. A key is made there first
 * and removed there first: what a crash in between leaves is a key that nobody was told of, or one that no longer
 * signs.
 */
final class UserKeys implements IamClient, Part {

    private static final int KEYS_PER_USER_MAX = 2;

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Pages pages;

    UserKeys(Platform platform, Entities<UserEntity> users, Pages pages) {
        this.platform = platform;
        this.users = users;
        this.pages = pages;
    }

    @Override
    public CreateAccessKeyResponse createAccessKey(CreateAccessKeyRequest request) {
        var user = users.get(Users.named(request.userName()));
        var id = Identifiers.ACCESS_KEY.next(platform.ids());
        var secret = Identifiers.secret(platform.ids());
        var now = platform.clock().instant();
        platform.accessKeys()
                .put(new AccessKey(id, secret, null, null, Caller.current().account(), user.arn(), user.id(), true));
        try {
            users.change(
                    user.name(),
                    present -> present.keys(keys -> {
                        if (keys.size() >= KEYS_PER_USER_MAX) {
                            throw quotaExceeded("AccessKeysPerUser", KEYS_PER_USER_MAX);
                        }
                        keys.add(new UserKey(id, true, now));
                        return keys;
                    }));
        } catch (RuntimeException e) {
            platform.accessKeys().remove(id);
            throw e;
        }
        return CreateAccessKeyResponse.builder()
                .accessKey(key -> key.userName(user.name())
                        .accessKeyId(id)
                        .secretAccessKey(secret)
                        .status(StatusType.ACTIVE)
                        .createDate(Answers.seconds(now)))
                .build();
    }

    @Override
    public UpdateAccessKeyResponse updateAccessKey(UpdateAccessKeyRequest request) {
        var active = request.status() == StatusType.ACTIVE;
        var id = request.accessKeyId();
        users.change(
                Users.named(request.userName()),
                user -> user.keys(keys -> {
                    requireAmong(user, id);
                    keys.replaceAll(key -> key.id().equals(id) ? new UserKey(id, active, key.created()) : key);
                    return keys;
                }));
        platform.accessKeys()
                .find(id)
                .ifPresent(key -> platform.accessKeys()
                        .put(new AccessKey(
                                id, key.secret(), null, null, key.account(), key.principal(), key.userId(), active)));
        return UpdateAccessKeyResponse.builder().build();
    }

    @Override
    public DeleteAccessKeyResponse deleteAccessKey(DeleteAccessKeyRequest request) {
        var id = request.accessKeyId();
        var name = Users.named(request.userName());
        requireAmong(users.get(name), id);
        platform.accessKeys().remove(id);
        users.change(
                name,
                user -> user.keys(keys -> {
                    keys.removeIf(key -> key.id().equals(id));
                    return keys;
                }));
        return DeleteAccessKeyResponse.builder().build();
    }

    @Override
    public ListAccessKeysResponse listAccessKeys(ListAccessKeysRequest request) {
        var user = users.get(Users.named(request.userName()));
        var page = pages.page(
                "ListAccessKeys",
                request.marker(),
                request.maxItems(),
                user.keys().stream().sorted(Comparator.comparing(UserKey::id)),
                UserKey::id);
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.items().stream()
                        .map(key -> AccessKeyMetadata.builder()
                                .userName(user.name())
                                .accessKeyId(key.id())
                                .status(key.active() ? StatusType.ACTIVE : StatusType.INACTIVE)
                                .createDate(Answers.seconds(key.created()))
                                .build())
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static void requireAmong(UserEntity user, String id) {
        if (user.keys().stream().noneMatch(key -> key.id().equals(id))) {
            throw noSuchKey(id);
        }
    }
}
