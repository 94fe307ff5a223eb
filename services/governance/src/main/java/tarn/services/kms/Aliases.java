package tarn.services.kms;

import static tarn.services.kms.KmsFaults.aliasExists;
import static tarn.services.kms.KmsFaults.aliasInvalid;
import static tarn.services.kms.KmsFaults.aliasNotFound;
import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.limitExceeded;
import static tarn.services.kms.KmsFaults.notAuthorized;

import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Other names of keys. */
final class Aliases implements KmsClient, Part {

    private static final int PER_KEY_MAX = 50;
    private static final int PER_PAGE = 50;
    private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");

    private final Platform platform;
    private final Keys keys;
    private final Pages pages;

    Aliases(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
        this.pages = new Pages(platform.tokens(), PER_PAGE, Keys.LIMIT_MAX, _ -> KmsFaults.markerInvalid());
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
        var name = checked(request.aliasName());
        var seen = keys.changeable(request.targetKeyId());
        var key = Keys.staying(seen.value());
        if (keys.aliasesOf(key.id()).size() >= PER_KEY_MAX) {
            throw limitExceeded("A key can have at most " + PER_KEY_MAX + " aliases");
        }
        var now = platform.clock().instant();
        // That the key has not changed is expected too, so that no alias comes after its key's removal.
        var kept = platform.batch()
                .expect(keys.store(), seen)
                .insert(keys.aliases(), Key.of(name), new StoredAlias(name, key.id(), now, now))
                .commit();
        if (!kept) {
            if (keys.aliases().get(Key.of(name)).isPresent()) {
                throw aliasExists(StoredAlias.arn(name));
            }
            return createAlias(request);
        }
        return CreateAliasResponse.builder().build();
    }

    private static String checked(String name) {
        if (!name.startsWith("alias/")) {
            throw invalid("Invalid identifier");
        }
        if (name.startsWith(StoredAlias.MANAGED)) {
            throw notAuthorized("");
        }
        if (!NAME.matcher(name).matches()) {
            throw aliasInvalid("Alias must not contain characters other than letters, digits, '/', '_' and '-'");
        }
        return name;
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        var name = checked(request.aliasName());
        keys.decide(batch -> {
            var alias = keys.aliases().entry(Key.of(name)).orElseThrow(() -> aliasNotFound(StoredAlias.arn(name)));
            var target = keys.changeable(request.targetKeyId());
            var next = Keys.staying(target.value());
            keys.find(alias.value().keyId()).ifPresent(present -> refuseOtherKind(present, next));
            if (!alias.value().keyId().equals(next.id())
                    && keys.aliasesOf(next.id()).size() >= PER_KEY_MAX) {
                throw limitExceeded("A key can have at most " + PER_KEY_MAX + " aliases");
            }
            batch.expect(keys.store(), target)
                    .replace(
                            keys.aliases(),
                            alias,
                            new StoredAlias(
                                    name,
                                    next.id(),
                                    alias.value().created(),
                                    platform.clock().instant()));
        });
        return UpdateAliasResponse.builder().build();
    }

    private static void refuseOtherKind(StoredKey present, StoredKey next) {
        boolean sameKind = present.isSymmetric() == next.isSymmetric();
        if (!sameKind || present.usage() != next.usage()) {
            throw invalid("The current and new KMS key must be the same type (both symmetric or both asymmetric or both"
                    + " HMAC), and they must have the same key usage.");
        }
    }

    @Override
    public DeleteAliasResponse deleteAlias(DeleteAliasRequest request) {
        var name = checked(request.aliasName());
        if (!keys.aliases().delete(Key.of(name))) {
            throw aliasNotFound(StoredAlias.arn(name));
        }
        return DeleteAliasResponse.builder().build();
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest request) {
        var of = request.keyId() == null
                ? null
                : keys.entry(request.keyId()).value().id();
        var page = pages.page(
                "ListAliases",
                request.marker(),
                request.limit(),
                StreamSupport.stream(keys.aliases().scan(Range.all()).spliterator(), false)
                        .map(Entry::value)
                        .filter(alias -> of == null || alias.keyId().equals(of)),
                StoredAlias::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> AliasListEntry.builder()
                                .aliasName(alias.name())
                                .aliasArn(alias.arn())
                                .targetKeyId(alias.keyId())
                                .creationDate(alias.created())
                                .lastUpdatedDate(alias.updated())
                                .build())
                        .toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }
}
