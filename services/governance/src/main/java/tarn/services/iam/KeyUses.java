package tarn.services.iam;

import static tarn.services.iam.IamFaults.noSuchKey;

import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import tarn.kernel.LastUses;
import tarn.kernel.Part;

/** When access keys were last used, exact to a quarter of an hour. */
final class KeyUses implements IamClient, Part {

    private final Entities<UserEntity> users;
    private final LastUses uses;

    KeyUses(Entities<UserEntity> users, LastUses uses) {
        this.users = users;
        this.uses = uses;
    }

    @Override
    public GetAccessKeyLastUsedResponse getAccessKeyLastUsed(GetAccessKeyLastUsedRequest request) {
        var id = request.accessKeyId();
        var owner = users.all()
                .filter(user -> user.keys().stream().anyMatch(key -> key.id().equals(id)))
                .findFirst()
                .orElseThrow(() -> noSuchKey(id));
        return GetAccessKeyLastUsedResponse.builder()
                .userName(owner.name())
                .accessKeyLastUsed(of(id))
                .build();
    }

    private AccessKeyLastUsed of(String key) {
        return uses.ofKey(key)
                .map(use -> AccessKeyLastUsed.builder()
                        .lastUsedDate(Answers.seconds(use.when()))
                        .serviceName(use.service())
                        .region(use.region())
                        .build())
                .orElseGet(() -> AccessKeyLastUsed.builder()
                        .serviceName("N/A")
                        .region("N/A")
                        .build());
    }
}
