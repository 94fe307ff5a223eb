package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.accessDenied;
import static tarn.services.ssm.SsmFaults.keyInvalid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.SsmException;
import tarn.kernel.Platform;
import tarn.seal.Seal;

/**
 * Encrypts and decrypts secure strings by KMS, bound to the parameter's ARN: a standard one by the key itself, an
 * advanced one by a data key, as AWS does.
 */
record Cipher(Platform platform) {

    /** The key that encrypts if nobody says which. */
    static final String MANAGED_KEY = "alias/aws/ssm";

    /** A value, encrypted. */
    record Encrypted(String value, @Nullable String dataKey) {}

    Encrypted encrypt(String name, String keyId, ParameterTier tier, String value) {
        var context = context(name);
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder();
        try {
            if (tier != ParameterTier.ADVANCED) {
                var blob = kms().encrypt(e ->
                        e.keyId(keyId).plaintext(SdkBytes.fromByteArray(bytes)).encryptionContext(context));
                return new Encrypted(base64.encodeToString(blob.ciphertextBlob().asByteArray()), null);
            }
            var key = kms().generateDataKey(
                            g -> g.keyId(keyId).keySpec(DataKeySpec.AES_256).encryptionContext(context));
            var sealed = Seal.under(key.plaintext().asByteArray(), platform.ids()::bytes)
                    .wrap(name, bytes);
            return new Encrypted(
                    base64.encodeToString(sealed),
                    base64.encodeToString(key.ciphertextBlob().asByteArray()));
        } catch (KmsException e) {
            throw passedOn(e);
        }
    }

    String decrypt(String name, StoredParameter.Version version) {
        var base64 = Base64.getDecoder();
        var sealed = base64.decode(version.value());
        var blob = version.dataKey() == null ? sealed : base64.decode(version.dataKey());
        SdkBytes opened;
        try {
            opened = kms().decrypt(
                            d -> d.ciphertextBlob(SdkBytes.fromByteArray(blob)).encryptionContext(context(name)))
                    .plaintext();
        } catch (KmsException e) {
            throw passedOn(e);
        }
        if (version.dataKey() == null) {
            return opened.asUtf8String();
        }
        var plain = Seal.under(opened.asByteArray(), platform.ids()::bytes).open(name, sealed);
        return new String(plain, StandardCharsets.UTF_8);
    }

    private KmsClient kms() {
        return platform.client(KmsClient.class);
    }

    private static Map<String, String> context(String name) {
        return Map.of("PARAMETER_ARN", StoredParameter.arn(name));
    }

    private static SsmException passedOn(KmsException e) {
        var details = e.awsErrorDetails();
        var code = details == null ? "" : details.errorCode();
        var message = details == null ? "" : details.errorMessage();
        return "AccessDeniedException".equals(code) ? accessDenied(message) : keyInvalid(message + " (" + code + ")");
    }
}
