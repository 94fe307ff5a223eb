package tarn.services.kms;

import static tarn.services.kms.KmsFaults.grantNotFound;
import static tarn.services.kms.KmsFaults.grantTokenInvalid;
import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.limitExceeded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Grants: permissions on one key, for one principal, made and ended without changing policies. */
final class Grants implements KmsClient, Part {

    static final String GRANTS = "kms/grants";

    private static final int PER_KEY_MAX = 50_000;
    private static final int PER_PAGE = 50;
    private static final String ID_LETTERS = "0123456789abcdef";

    private final Platform platform;
    private final Keys keys;
    private final Store<StoredGrant> grants;
    private final GrantTokens tokens;
    private final Pages pages;

    Grants(Platform platform, Keys keys, GrantTokens tokens) {
        this.platform = platform;
        this.keys = keys;
        this.grants = platform.store(GRANTS, Scope.REGION, Formats.record(StoredGrant.class));
        this.tokens = tokens;
        this.pages = new Pages(platform.tokens(), PER_PAGE, Keys.LIMIT_MAX, _ -> KmsFaults.markerInvalid());
    }

    @Override
    public CreateGrantResponse createGrant(CreateGrantRequest request) {
        tokens.check(request.grantTokens());
        var seen = keys.entry(request.keyId());
        var key = Keys.usable(seen.value());
        var grant = decided(request, key);
        var present = grant.name() == null
                ? Optional.<StoredGrant>empty()
                : of(key.id()).filter(grant::isSame).findFirst();
        if (present.isEmpty() && of(key.id()).limit(PER_KEY_MAX).count() == PER_KEY_MAX) {
            throw limitExceeded("A key can have at most " + PER_KEY_MAX + " grants");
        }
        Ciphering.refuseDryRun(request.dryRun());
        if (present.isEmpty()
                && !platform.batch()
                        .expect(keys.store(), seen)
                        .insert(grants, Key.of(key.id(), grant.id()), grant)
                        .commit()) {
            return createGrant(request);
        }
        var made = present.orElse(grant);
        return CreateGrantResponse.builder()
                .grantId(made.id())
                .grantToken(made.token())
                .build();
    }

    private StoredGrant decided(CreateGrantRequest request, StoredKey key) {
        var constraints = request.constraints();
        if (constraints != null && !key.isSymmetric()) {
            throw invalid("Grant constraints on the encryption context are for symmetric encryption keys only");
        }
        for (var operation : request.operations()) {
            if (!fits(operation, key)) {
                throw invalid("Grant operation " + operation + " is not valid for key " + key.arn() + " with key usage "
                        + key.usage());
            }
        }
        return new StoredGrant(
                platform.ids().random(ID_LETTERS, 64),
                key.id(),
                request.granteePrincipal(),
                request.retiringPrincipal(),
                new TreeSet<>(request.operations()),
                constraints == null ? Map.of() : constraints.encryptionContextSubset(),
                constraints != null && constraints.hasEncryptionContextEquals()
                        ? constraints.encryptionContextEquals()
                        : null,
                request.name(),
                Caller.current().principal(),
                platform.clock().instant());
    }

    /** Whether a key of this kind knows an operation. */
    private static boolean fits(GrantOperation operation, StoredKey key) {
        return switch (operation) {
            case CREATE_GRANT, RETIRE_GRANT, DESCRIBE_KEY -> true;
            case DECRYPT, ENCRYPT, RE_ENCRYPT_FROM, RE_ENCRYPT_TO -> key.usage() == KeyUsageType.ENCRYPT_DECRYPT;
            case GENERATE_DATA_KEY,
                    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                    GENERATE_DATA_KEY_PAIR,
                    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT -> key.isSymmetric();
            case SIGN, VERIFY -> key.usage() == KeyUsageType.SIGN_VERIFY;
            case GET_PUBLIC_KEY -> !key.isSymmetric() && key.usage() != KeyUsageType.GENERATE_VERIFY_MAC;
            case GENERATE_MAC, VERIFY_MAC -> key.usage() == KeyUsageType.GENERATE_VERIFY_MAC;
            case DERIVE_SHARED_SECRET -> key.usage() == KeyUsageType.KEY_AGREEMENT;
            case UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    /** The grants of a key. */
    Stream<StoredGrant> of(String keyId) {
        return StreamSupport.stream(grants.scan(Range.under(Key.of(keyId))).spliterator(), false)
                .map(Entry::value);
    }

    /** Has a batch forget the grants of a key. */
    void forget(Batch batch, String keyId) {
        of(keyId).forEach(grant -> batch.delete(grants, Key.of(keyId, grant.id())));
    }

    @Override
    public ListGrantsResponse listGrants(ListGrantsRequest request) {
        var key = keys.entry(request.keyId()).value();
        var page = pages.page(
                "ListGrants",
                request.marker(),
                request.limit(),
                of(key.id())
                        .filter(grant -> request.grantId() == null || grant.id().equals(request.grantId()))
                        .filter(grant -> request.granteePrincipal() == null
                                || grant.grantee().equals(request.granteePrincipal())),
                StoredGrant::id);
        return ListGrantsResponse.builder()
                .grants(page.items().stream().map(Grants::answered).toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public ListRetirableGrantsResponse listRetirableGrants(ListRetirableGrantsRequest request) {
        var page = pages.page(
                "ListRetirableGrants",
                request.marker(),
                request.limit(),
                StreamSupport.stream(grants.scan(Range.all()).spliterator(), false)
                        .map(Entry::value)
                        .filter(grant -> request.retiringPrincipal().equals(grant.retiring())),
                grant -> grant.keyId() + "/" + grant.id());
        return ListRetirableGrantsResponse.builder()
                .grants(page.items().stream().map(Grants::answered).toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }

    private static GrantListEntry answered(StoredGrant grant) {
        var entry = GrantListEntry.builder()
                .keyId(Caller.current().arn("kms", "key/" + grant.keyId()).toString())
                .grantId(grant.id())
                .granteePrincipal(grant.grantee())
                .retiringPrincipal(grant.retiring())
                .issuingAccount(Caller.current().globalArn("iam", "root").toString())
                .operations(grant.operations())
                .name(grant.name() == null ? "" : grant.name())
                .creationDate(grant.created());
        if (!grant.subset().isEmpty() || grant.equal() != null) {
            entry.constraints(constraints -> {
                if (!grant.subset().isEmpty()) {
                    constraints.encryptionContextSubset(grant.subset());
                }
                if (grant.equal() != null) {
                    constraints.encryptionContextEquals(grant.equal());
                }
            });
        }
        return entry.build();
    }

    @Override
    public RetireGrantResponse retireGrant(RetireGrantRequest request) {
        if (request.grantToken() != null) {
            if (request.keyId() != null || request.grantId() != null) {
                throw invalid("Specify a grant token, or a key and a grant ID, not both");
            }
            var keyId =
                    StoredGrant.keyOf(request.grantToken()).orElseThrow(() -> grantTokenInvalid("Invalid grant token"));
            end(keyId, StoredGrant.idOf(request.grantToken()), request.dryRun());
        } else if (request.keyId() != null && request.grantId() != null) {
            var key = keys.entry(request.keyId()).value();
            end(key.id(), request.grantId(), request.dryRun());
        } else {
            throw invalid("Specify a grant token, or a key and a grant ID");
        }
        return RetireGrantResponse.builder().build();
    }

    @Override
    public RevokeGrantResponse revokeGrant(RevokeGrantRequest request) {
        var key = keys.entry(request.keyId()).value();
        end(key.id(), request.grantId(), request.dryRun());
        return RevokeGrantResponse.builder().build();
    }

    private void end(String keyId, String grantId, @Nullable Boolean dryRun) {
        var place = Key.of(keyId, grantId);
        if (grants.get(place).isEmpty()) {
            throw grantNotFound(grantId);
        }
        Ciphering.refuseDryRun(dryRun);
        grants.delete(place);
    }
}
