package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.publicKeyDuplicate;
import static tarn.services.iam.CredentialFaults.publicKeyUnrecognized;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.GetSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.GetSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.SSHPublicKey;
import software.amazon.awssdk.services.iam.model.SSHPublicKeyMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Users' public keys of SSH, as CodeCommit takes them. They are kept; there is no service yet that takes them. */
final class SshKeys implements IamClient, Part {

    /** A key as it is kept. */
    record PublicKey(String id, String ssh, boolean active, Instant uploaded) implements Belongings.Belonging {}

    private static final int KEYS_PER_USER_MAX = 5;

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Belongings<PublicKey> keys;
    private final Pages pages;

    SshKeys(Platform platform, Entities<UserEntity> users, Belongings<PublicKey> keys, Pages pages) {
        this.platform = platform;
        this.users = users;
        this.keys = keys;
        this.pages = pages;
    }

    @Override
    public UploadSshPublicKeyResponse uploadSSHPublicKey(UploadSshPublicKeyRequest request) {
        var name = users.get(request.userName()).name();
        var given = SshKey.of(request.sshPublicKeyBody());
        var added = keys.add(name, present -> decide(given, present));
        return UploadSshPublicKeyResponse.builder()
                .sshPublicKey(answered(name, added, request.sshPublicKeyBody()))
                .build();
    }

    private PublicKey decide(SshKey given, List<PublicKey> present) {
        if (present.stream().anyMatch(key -> key.ssh().equals(given.ssh()))) {
            throw publicKeyDuplicate();
        }
        if (present.size() >= KEYS_PER_USER_MAX) {
            throw quotaExceeded("SSHPublicKeysPerUser", KEYS_PER_USER_MAX);
        }
        return new PublicKey(
                Identifiers.PUBLIC_KEY.next(platform.ids()),
                given.ssh(),
                true,
                platform.clock().instant());
    }

    @Override
    public GetSshPublicKeyResponse getSSHPublicKey(GetSshPublicKeyRequest request) {
        var user = users.get(request.userName());
        var key = keys.get(user, request.sshPublicKeyId());
        var body = switch (request.encoding()) {
            case SSH -> key.ssh();
            case PEM -> SshKey.of(key.ssh()).pem();
            case UNKNOWN_TO_SDK_VERSION -> throw publicKeyUnrecognized();
        };
        return GetSshPublicKeyResponse.builder()
                .sshPublicKey(answered(user.name(), key, body))
                .build();
    }

    @Override
    public ListSshPublicKeysResponse listSSHPublicKeys(ListSshPublicKeysRequest request) {
        var user = users.get(Users.named(request.userName()));
        var page = pages.page("ListSSHPublicKeys", request.marker(), request.maxItems(), keys.of(user), PublicKey::id);
        return ListSshPublicKeysResponse.builder()
                .sshPublicKeys(page.items().stream()
                        .map(key -> SSHPublicKeyMetadata.builder()
                                .userName(user.name())
                                .sshPublicKeyId(key.id())
                                .status(status(key))
                                .uploadDate(Answers.seconds(key.uploaded()))
                                .build())
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateSshPublicKeyResponse updateSSHPublicKey(UpdateSshPublicKeyRequest request) {
        boolean active = request.status() == StatusType.ACTIVE;
        keys.change(
                users.get(request.userName()),
                request.sshPublicKeyId(),
                key -> new PublicKey(key.id(), key.ssh(), active, key.uploaded()));
        return UpdateSshPublicKeyResponse.builder().build();
    }

    @Override
    public DeleteSshPublicKeyResponse deleteSSHPublicKey(DeleteSshPublicKeyRequest request) {
        keys.remove(users.get(request.userName()), request.sshPublicKeyId());
        return DeleteSshPublicKeyResponse.builder().build();
    }

    private static StatusType status(PublicKey key) {
        return key.active() ? StatusType.ACTIVE : StatusType.INACTIVE;
    }

    private static SSHPublicKey answered(String user, PublicKey key, String body) {
        return SSHPublicKey.builder()
                .userName(user)
                .sshPublicKeyId(key.id())
                .fingerprint(SshKey.of(key.ssh()).fingerprint())
                .sshPublicKeyBody(body)
                .status(status(key))
                .uploadDate(Answers.seconds(key.uploaded()))
                .build();
    }
}
