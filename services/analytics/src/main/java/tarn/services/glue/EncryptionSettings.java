package tarn.services.glue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CatalogEncryptionMode;
import software.amazon.awssdk.services.glue.model.ConnectionPasswordEncryption;
import software.amazon.awssdk.services.glue.model.DataCatalogEncryptionSettings;
import software.amazon.awssdk.services.glue.model.EncryptionAtRest;
import software.amazon.awssdk.services.glue.model.GetDataCatalogEncryptionSettingsRequest;
import software.amazon.awssdk.services.glue.model.GetDataCatalogEncryptionSettingsResponse;
import software.amazon.awssdk.services.glue.model.PutDataCatalogEncryptionSettingsRequest;
import software.amazon.awssdk.services.glue.model.PutDataCatalogEncryptionSettingsResponse;
import software.amazon.awssdk.services.kms.KmsClient;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * How the catalog is encrypted. Passwords of connections are, by a key of KMS, as the caller who gives them. Metadata under a
 * key of KMS is refused: it lies in the store like all records.
 */
final class EncryptionSettings implements GlueClient, Part {

    private static final Key ONLY = Key.of("catalog");

    private final Platform platform;
    private final Store<Kept> settings;

    /** The settings of a catalog. */
    record Kept(DataCatalogEncryptionSettings settings) {}

    EncryptionSettings(Platform platform) {
        this.platform = platform;
        this.settings = platform.store("glue/encryption-settings", Scope.REGION, Formats.record(Kept.class));
    }

    @Override
    public PutDataCatalogEncryptionSettingsResponse putDataCatalogEncryptionSettings(
            PutDataCatalogEncryptionSettingsRequest request) {
        Catalog.own(request.catalogId());
        var asked = request.dataCatalogEncryptionSettings();
        var rest = asked.encryptionAtRest();
        if (rest != null && rest.catalogEncryptionMode() != CatalogEncryptionMode.DISABLED) {
            throw GlueFaults.invalid("CatalogEncryptionMode " + rest.catalogEncryptionModeAsString()
                    + " is not supported: only passwords of connections lie under keys of KMS.");
        }
        var passwords = asked.connectionPasswordEncryption();
        if (passwords != null
                && Boolean.TRUE.equals(passwords.returnConnectionPasswordEncrypted())
                && (passwords.awsKmsKeyId() == null || passwords.awsKmsKeyId().isEmpty())) {
            throw GlueFaults.invalid("AwsKmsKeyId is required to encrypt passwords of connections.");
        }
        settings.put(ONLY, new Kept(asked));
        return PutDataCatalogEncryptionSettingsResponse.builder().build();
    }

    @Override
    public GetDataCatalogEncryptionSettingsResponse getDataCatalogEncryptionSettings(
            GetDataCatalogEncryptionSettingsRequest request) {
        Catalog.own(request.catalogId());
        var kept = settings.get(ONLY)
                .map(Kept::settings)
                .orElse(DataCatalogEncryptionSettings.builder().build());
        return GetDataCatalogEncryptionSettingsResponse.builder()
                .dataCatalogEncryptionSettings(shown -> shown.encryptionAtRest(EncryptionAtRest.builder()
                                .catalogEncryptionMode(CatalogEncryptionMode.DISABLED)
                                .build())
                        .connectionPasswordEncryption(
                                kept.connectionPasswordEncryption() == null
                                        ? ConnectionPasswordEncryption.builder()
                                                .returnConnectionPasswordEncrypted(false)
                                                .build()
                                        : kept.connectionPasswordEncryption()))
                .build();
    }

    /** A password under the key of the settings; empty if they ask for none. */
    Optional<String> encrypted(String password) {
        return settings.get(ONLY)
                .map(kept -> kept.settings().connectionPasswordEncryption())
                .filter(passwords -> Boolean.TRUE.equals(passwords.returnConnectionPasswordEncrypted()))
                .map(passwords -> encrypt(passwords.awsKmsKeyId(), password));
    }

    private String encrypt(String key, String password) {
        try {
            var bytes = platform.client(KmsClient.class)
                    .encrypt(request -> request.keyId(key).plaintext(SdkBytes.fromUtf8String(password)))
                    .ciphertextBlob()
                    .asByteArray();
            return Base64.getEncoder().encodeToString(bytes);
        } catch (AwsServiceException e) {
            throw GlueFaults.encryption(
                    "The password cannot be encrypted: " + e.awsErrorDetails().errorMessage());
        }
    }

    /** The password that was encrypted, as the current caller may have it. */
    static String decrypted(Platform platform, String ciphertext) {
        try {
            return platform.client(KmsClient.class)
                    .decrypt(request -> request.ciphertextBlob(
                            SdkBytes.fromByteArray(Base64.getDecoder().decode(ciphertext))))
                    .plaintext()
                    .asString(StandardCharsets.UTF_8);
        } catch (AwsServiceException | IllegalArgumentException e) {
            throw GlueFaults.encryption("The password cannot be decrypted: " + e.getMessage());
        }
    }
}
