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
import tarn.pagination.Pages;
import tarn.services.iam.UserEntity.UserKey;

/**
 * Users' access keys.
 *
 * <p>The user's record knows which keys it has, the platform's access keys know the secrets; both are written in one
 * batch.
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
        var named = users.get(Users.named(request.userName())).name();
        var id = Identifiers.ACCESS_KEY.next(platform.ids());
        var secret = Identifiers.secret(platform.ids());
        var now = platform.clock().instant();
        Entities.keep(platform, batch -> {
            var seen = users.entry(named);
            var user = seen.value();
            if (user.keys().size() >= KEYS_PER_USER_MAX) {
                throw quotaExceeded("AccessKeysPerUser", KEYS_PER_USER_MAX);
            }
            batch.replace(users.store(), seen, user.keys(keys -> {
                keys.add(new UserKey(id, true, now));
                return keys;
            }));
            var account = Caller.current().account();
            platform.accessKeys()
                    .put(batch, new AccessKey(id, secret, null, null, account, user.arn(), user.id(), true));
        });
        return CreateAccessKeyResponse.builder()
                .accessKey(key -> key.userName(named)
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
        Entities.keep(platform, batch -> {
            var seen = users.entry(Users.named(request.userName()));
            requireAmong(seen.value(), id);
            batch.replace(users.store(), seen, seen.value().keys(keys -> {
                keys.replaceAll(key -> key.id().equals(id) ? new UserKey(id, active, key.created()) : key);
                return keys;
            }));
            platform.accessKeys()
                    .find(id)
                    .ifPresent(key -> platform.accessKeys().put(batch, key.active(active)));
        });
        return UpdateAccessKeyResponse.builder().build();
    }

    @Override
    public DeleteAccessKeyResponse deleteAccessKey(DeleteAccessKeyRequest request) {
        var id = request.accessKeyId();
        Entities.keep(platform, batch -> {
            var seen = users.entry(Users.named(request.userName()));
            requireAmong(seen.value(), id);
            batch.replace(users.store(), seen, seen.value().keys(keys -> {
                keys.removeIf(key -> key.id().equals(id));
                return keys;
            }));
            platform.accessKeys().remove(batch, id);
        });
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
                .marker(page.next())
                .build();
    }

    private static void requireAmong(UserEntity user, String id) {
        if (user.keys().stream().noneMatch(key -> key.id().equals(id))) {
            throw noSuchKey(id);
        }
    }
}
