package tarn.services.kms;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.policy.Subject;

/** What KMS knows of a key when it is to be decided who may touch it: its policy, by which all goes, and its grants. */
final class KmsGuard implements Guard {

    private static final Map<String, Function<StoredKey, String>> FACTS = Map.of(
            "kms:keyspec", key -> key.spec().toString(),
            "kms:keyusage", key -> key.usage().toString(),
            "kms:keyorigin", key -> key.origin().toString(),
            "kms:multiregion", key -> Boolean.toString(key.regions() != null));

    private final Keys keys;
    private final ManagedKeys managed;
    private final Grants grants;

    KmsGuard(Keys keys, ManagedKeys managed, Grants grants) {
        this.keys = keys;
        this.managed = managed;
        this.grants = grants;
    }

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (!reference.isEmpty()) {
            return ofReference(reference);
        }
        return switch (request) {
            case DecryptRequest decrypt -> ofCiphertext(decrypt.ciphertextBlob().asByteArrayUnsafe());
            case ReEncryptRequest move -> ofCiphertext(move.ciphertextBlob().asByteArrayUnsafe());
            case RetireGrantRequest retire
            when retire.grantToken() != null ->
                StoredGrant.keyOf(retire.grantToken()).map(KmsGuard::ofId).orElse("*");
            default -> "*";
        };
    }

    private String ofReference(String reference) {
        var caller = Caller.current();
        var foreign = Arn.parse(reference)
                .filter(arn ->
                        !arn.account().equals(caller.account()) && arn.account().matches("[0-9]{12}"));
        if (foreign.isPresent() && !foreign.get().resource().startsWith("alias/")) {
            return reference;
        }
        try {
            if (foreign.isPresent()) {
                return Caller.root(foreign.get().account(), foreign.get().region(), caller.requestId())
                        .call(() -> keys.named(reference).arn());
            }
            return keys.named(managed.present(reference)).arn();
        } catch (KmsException e) {
            // There is none: the operation itself says so, to whoever may ask at all.
            return reference.startsWith("arn:") ? reference : ofId(reference);
        }
    }

    private static String ofId(String id) {
        return Caller.current().arn("kms", "key/" + id).toString();
    }

    private static String ofCiphertext(byte[] blob) {
        return Ciphertext.read(blob)
                .map(ciphertext -> "arn:aws:kms:" + Caller.current().region() + ":" + ciphertext.account() + ":key/"
                        + ciphertext.keyId())
                .orElse("*");
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return key(arn).map(key -> ResourcePolicy.required(
                key.policy(), Arn.parse(arn).orElseThrow().account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return key(arn).map(StoredKey::tags).orElse(Map.of());
    }

    @Override
    public List<String> values(String name, String arn, SdkRequest request) {
        if (name.equals("kms:resourcealiases")) {
            return key(arn).map(key -> aliases(arn, key)).orElse(List.of());
        }
        var fact = FACTS.get(name);
        return fact == null ? List.of() : key(arn).map(fact).map(List::of).orElse(List.of());
    }

    private List<String> aliases(String arn, StoredKey key) {
        return inScope(
                        arn,
                        () -> Optional.of(keys.aliasesOf(key.id()).stream()
                                .map(StoredAlias::name)
                                .toList()))
                .orElse(List.of());
    }

    @Override
    public boolean grants(Need need, Subject subject, SdkRequest request) {
        var context = context(request);
        return inScope(
                        need.arn(),
                        () -> Optional.of(
                                Arn.parse(need.arn()).map(arn -> arn.resource().replaceFirst("^key/", "")).stream()
                                        .flatMap(grants::of)
                                        .anyMatch(grant -> admits(grant, need.action(), subject, context))))
                .orElse(false);
    }

    private static boolean admits(StoredGrant grant, String action, Subject subject, Map<String, String> context) {
        if (action.equals("kms:RetireGrant") && isSame(grant.retiring(), subject)) {
            return true;
        }
        boolean covered =
                grant.operations().stream().anyMatch(operation -> action.equals("kms:" + operation.toString()));
        return covered && isSame(grant.grantee(), subject) && grant.admits(context);
    }

    private static boolean isSame(@Nullable String principal, Subject subject) {
        return principal != null && (principal.equals(subject.arn()) || principal.equals(subject.issuer()));
    }

    private static Map<String, String> context(SdkRequest request) {
        return switch (request) {
            case EncryptRequest encrypt -> encrypt.encryptionContext();
            case DecryptRequest decrypt -> decrypt.encryptionContext();
            case GenerateDataKeyRequest data -> data.encryptionContext();
            case GenerateDataKeyWithoutPlaintextRequest data -> data.encryptionContext();
            case GenerateDataKeyPairRequest pair -> pair.encryptionContext();
            case GenerateDataKeyPairWithoutPlaintextRequest pair -> pair.encryptionContext();
            case ReEncryptRequest move -> move.sourceEncryptionContext();
            case CreateGrantRequest grant
            when grant.constraints() != null -> grant.constraints().encryptionContextSubset();
            default -> Map.of();
        };
    }

    private Optional<StoredKey> key(String arn) {
        return inScope(
                arn,
                () -> Arn.parse(arn)
                        .filter(parsed -> parsed.resource().startsWith("key/"))
                        .flatMap(parsed -> keys.find(parsed.resource().substring("key/".length()))));
    }

    /** Looks where the ARN says, whoever asks. */
    private static <T> Optional<T> inScope(String arn, Supplier<Optional<T>> look) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}"))
                .flatMap(parsed ->
                        Caller.root(parsed.account(), parsed.region(), "guard").call(look::get));
    }
}
