package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.accessDenied;
import static tarn.services.secretsmanager.SecretFaults.invalid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import tarn.kernel.Platform;
import tarn.seal.Seal;
import tarn.services.secretsmanager.StoredSecret.Sealed;
import tarn.services.secretsmanager.StoredSecret.Version;

/**
 * Encrypts and decrypts values: each version has a data key of its own from KMS, and both are bound to the secret's ARN
 * and the version by the encryption context that AWS uses.
 */
record Safe(Platform platform) {

    private static final String MANAGED_KEY = "alias/aws/secretsmanager";

    /** A value in clear; exactly one of the two is there. */
    record Value(@Nullable String text, @Nullable SdkBytes binary) {

        static final int BYTES_MAX = 65_536;

        /** What a request carries; null if it carries nothing. */
        static @Nullable Value of(@Nullable String text, @Nullable SdkBytes binary) {
            if (text != null && binary != null) {
                throw invalid(
                        "You can't specify both a binary secret value and a string secret value in the same secret.");
            }
            if (text == null && binary == null) {
                return null;
            }
            var value = new Value(text, binary);
            if (value.bytes().length == 0 || value.bytes().length > BYTES_MAX) {
                throw invalid("A secret value has from 1 to " + BYTES_MAX + " bytes");
            }
            return value;
        }

        byte[] bytes() {
            if (binary != null) {
                return binary.asByteArrayUnsafe();
            }
            return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "a secret value";
        }
    }

    /** A version of a secret with this value, without labels. */
    Version version(StoredSecret secret, String id, Value value) {
        var context = context(secret, id);
        GenerateDataKeyResponse key;
        try {
            key = kms().generateDataKey(g -> g.keyId(secret.kmsKey() == null ? MANAGED_KEY : secret.kmsKey())
                    .keySpec(DataKeySpec.AES_256)
                    .encryptionContext(context));
        } catch (KmsException e) {
            throw passedOn(e, SecretFaults::encryptionFailed);
        }
        var sealed = Seal.under(key.plaintext().asByteArray(), platform.ids()::bytes)
                .wrap(context.toString(), value.bytes());
        var base64 = Base64.getEncoder();
        return new Version(
                id,
                platform.clock().instant(),
                Set.of(),
                new Sealed(
                        value.binary() != null,
                        base64.encodeToString(key.ciphertextBlob().asByteArray()),
                        base64.encodeToString(sealed)),
                key.keyId());
    }

    /** What a version of a secret says. */
    Value open(StoredSecret secret, Version version) {
        var context = context(secret, version.id());
        var base64 = Base64.getDecoder();
        SdkBytes key;
        try {
            key = kms().decrypt(d -> d.ciphertextBlob(SdkBytes.fromByteArray(
                                    base64.decode(version.value().dataKey())))
                            .encryptionContext(context))
                    .plaintext();
        } catch (KmsException e) {
            throw passedOn(e, SecretFaults::decryptionFailed);
        }
        var bytes = Seal.under(key.asByteArray(), platform.ids()::bytes)
                .open(context.toString(), base64.decode(version.value().text()));
        return version.value().binary()
                ? new Value(null, SdkBytes.fromByteArrayUnsafe(bytes))
                : new Value(new String(bytes, StandardCharsets.UTF_8), null);
    }

    private KmsClient kms() {
        return platform.client(KmsClient.class);
    }

    /** What KMS refuses is told as AWS tells it: permission as such, the rest as a failure with KMS's words. */
    private static SecretsManagerException passedOn(KmsException e, Function<String, SecretsManagerException> fault) {
        var details = e.awsErrorDetails();
        var code = details == null ? "" : details.errorCode();
        var message = details == null ? "" : details.errorMessage();
        return "AccessDeniedException".equals(code)
                ? accessDenied("Access to KMS is not allowed: " + message)
                : fault.apply(message);
    }

    private static Map<String, String> context(StoredSecret secret, String versionId) {
        return new TreeMap<>(Map.of("SecretARN", secret.arn(), "SecretVersionId", versionId));
    }
}
