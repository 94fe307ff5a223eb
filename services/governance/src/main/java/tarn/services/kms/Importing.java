package tarn.services.kms;

import static tarn.services.kms.KmsFaults.importTokenExpired;
import static tarn.services.kms.KmsFaults.importTokenInvalid;
import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.materialIncorrect;
import static tarn.services.kms.KmsFaults.unsupported;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.GetParametersForImportRequest;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.ImportType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.seal.BrokenSealException;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * Key material that users bring themselves. The wrapping key pair is not kept: its private half travels in the import
 * token, sealed under the master key.
 */
final class Importing implements KmsClient, Part {

    private static final String EXPIRY = "kms/material-expiry";
    private static final String TOKEN = "kms/import-token";
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);
    private static final Duration MATERIAL_LIFE_MAX = Duration.ofDays(365);
    private static final Format<Token> TOKEN_FORMAT = Formats.record(Token.class);

    private final Platform platform;
    private final Keys keys;

    /** What an import token holds. */
    record Token(
            String account, String region, String keyId, AlgorithmSpec algorithm, Instant until, String wrapping) {}

    Importing(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
        platform.timers().on(EXPIRY, (id, due) -> expire(id, due));
    }

    /** Whether material of such a key can be imported. */
    static boolean canImport(KeySpec spec) {
        return spec != KeySpec.SM2 && spec != KeySpec.UNKNOWN_TO_SDK_VERSION;
    }

    @Override
    public GetParametersForImportResponse getParametersForImport(GetParametersForImportRequest request) {
        var key = external(keys.changeable(request.keyId()).value());
        Keys.staying(key);
        Unwrapping.refuseUnknown(request.wrappingAlgorithm());
        var spec = KeySpec.fromValue(request.wrappingKeySpecAsString());
        if (request.wrappingKeySpec() == WrappingKeySpec.SM2) {
            throw unsupported("Wrapping key spec SM2 is not supported");
        }
        var pair = Suite.of(spec).material(key.id(), platform.ids());
        var until = platform.clock().instant().plus(TOKEN_LIFE);
        var caller = Caller.current();
        var token = new Token(
                caller.account(), caller.region(), key.id(), request.wrappingAlgorithm(), until, pair.secret());
        return GetParametersForImportResponse.builder()
                .keyId(key.arn())
                .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicBytes()))
                .importToken(SdkBytes.fromByteArrayUnsafe(platform.seal().wrap(TOKEN, TOKEN_FORMAT.encode(token))))
                .parametersValidTo(until)
                .build();
    }

    private static StoredKey external(StoredKey key) {
        if (key.origin() != OriginType.EXTERNAL) {
            throw unsupported(key.arn() + " origin is " + key.origin() + " which is not valid for this operation.");
        }
        return key;
    }

    @Override
    public ImportKeyMaterialResponse importKeyMaterial(ImportKeyMaterialRequest request) {
        var key = external(keys.changeable(request.keyId()).value());
        if (request.importType() == ImportType.NEW_KEY_MATERIAL
                && !key.backings().isEmpty()) {
            throw unsupported("A second key material, to rotate to, cannot be imported");
        }
        var token = token(request.importToken(), key);
        var expires = expiry(request);
        var secret = Unwrapping.unwrap(
                token.algorithm(),
                token.wrapping(),
                request.encryptedKeyMaterial().asByteArrayUnsafe());
        var material = Unwrapping.material(key, secret);
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            batch.replace(keys.store(), seen, imported(Keys.staying(seen.value()), material, expires));
            keys.keep(batch, material);
            if (expires == null) {
                platform.timers().cancel(batch, EXPIRY, key.id());
            } else {
                platform.timers().set(batch, EXPIRY, key.id(), expires);
            }
        });
        return ImportKeyMaterialResponse.builder()
                .keyId(key.arn())
                .keyMaterialId(material.id())
                .build();
    }

    private StoredKey imported(StoredKey key, Material material, @Nullable Instant expires) {
        var since = platform.clock().instant();
        if (!key.backings().isEmpty()) {
            if (!key.current().id().equals(material.id())) {
                throw materialIncorrect("The key material is not the one that was imported first");
            }
            since = key.current().since();
        }
        var life = key.life() instanceof Life.PendingImport ? new Life.Enabled() : key.life();
        return key.backed(List.of(new Backing(material.id(), since, null, expires)))
                .with(life);
    }

    private Token token(SdkBytes sealed, StoredKey key) {
        Token token;
        try {
            token = TOKEN_FORMAT.decode(
                    platform.seal().open(TOKEN, sealed.asByteArrayUnsafe()), TOKEN_FORMAT.version());
        } catch (BrokenSealException e) {
            throw importTokenInvalid();
        }
        var caller = Caller.current();
        if (!token.keyId().equals(key.id())
                || !token.account().equals(caller.account())
                || !token.region().equals(caller.region())) {
            throw importTokenInvalid();
        }
        if (!platform.clock().instant().isBefore(token.until())) {
            throw importTokenExpired();
        }
        return token;
    }

    private @Nullable Instant expiry(ImportKeyMaterialRequest request) {
        var now = platform.clock().instant();
        if (request.expirationModel() == ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE) {
            if (request.validTo() != null) {
                throw invalid("ValidTo must not be set when the key material does not expire");
            }
            return null;
        }
        var until = request.validTo();
        if (until == null) {
            throw invalid("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(MATERIAL_LIFE_MAX))) {
            throw invalid("ValidTo must lie in the future, and within 365 days");
        }
        return until;
    }

    @Override
    public DeleteImportedKeyMaterialResponse deleteImportedKeyMaterial(DeleteImportedKeyMaterialRequest request) {
        var key = external(keys.changeable(request.keyId()).value());
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            forget(batch, seen, Keys.staying(seen.value()));
            platform.timers().cancel(batch, EXPIRY, seen.value().id());
        });
        return DeleteImportedKeyMaterialResponse.builder().keyId(key.arn()).build();
    }

    private void forget(Batch batch, Entry<StoredKey> seen, StoredKey key) {
        key.backings().forEach(backing -> keys.forget(batch, key, backing));
        boolean going = key.life() instanceof Life.PendingDeletion || key.life() instanceof Life.PendingReplicaDeletion;
        batch.replace(keys.store(), seen, going ? key : key.with(new Life.PendingImport()));
    }

    private void expire(String id, Instant due) {
        keys.decide(batch -> {
            var seen = keys.store().entry(Keys.key(id)).orElse(null);
            if (seen == null || seen.value().backings().isEmpty()) {
                return;
            }
            var expires = seen.value().current().expires();
            if (expires != null && !expires.isAfter(due)) {
                forget(batch, seen, seen.value());
            }
        });
    }
}
