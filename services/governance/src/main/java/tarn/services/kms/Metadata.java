package tarn.services.kms;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.MultiRegionKeyType;
import software.amazon.awssdk.services.kms.model.OriginType;
import tarn.kernel.Caller;

/** Keys as KMS describes them. */
final class Metadata {

    @SuppressWarnings("deprecation") // older clients read CustomerMasterKeySpec
    static KeyMetadata of(StoredKey key) {
        var suite = Suite.of(key.spec());
        var metadata = KeyMetadata.builder()
                .awsAccountId(Caller.current().account())
                .keyId(key.id())
                .arn(key.arn())
                .creationDate(key.created())
                .enabled(key.life() instanceof Life.Enabled)
                .description(key.description())
                .keyUsage(key.usage())
                .keyState(key.life().state())
                .origin(key.origin())
                .keyManager(key.managedBy() == null ? KeyManagerType.CUSTOMER : KeyManagerType.AWS)
                .customerMasterKeySpec(key.spec().toString())
                .keySpec(key.spec())
                .multiRegion(key.regions() != null)
                .multiRegionConfiguration(regions(key));
        switch (key.usage()) {
            case ENCRYPT_DECRYPT -> metadata.encryptionAlgorithms(suite.encryption());
            case SIGN_VERIFY -> metadata.signingAlgorithms(suite.signing());
            case GENERATE_VERIFY_MAC -> metadata.macAlgorithms(suite.macs());
            case KEY_AGREEMENT -> metadata.keyAgreementAlgorithms(KeyAgreementAlgorithmSpec.ECDH);
            case UNKNOWN_TO_SDK_VERSION -> {}
        }
        if (key.isSymmetric() && !key.backings().isEmpty()) {
            metadata.currentKeyMaterialId(key.current().id());
        }
        if (key.life() instanceof Life.PendingDeletion(var when)) {
            metadata.deletionDate(when);
        }
        if (key.life() instanceof Life.PendingReplicaDeletion(var days)) {
            metadata.pendingDeletionWindowInDays(days);
        }
        if (key.origin() == OriginType.EXTERNAL
                && !key.backings().isEmpty()
                && !(key.life() instanceof Life.PendingImport)) {
            var expires = key.current().expires();
            metadata.expirationModel(
                            expires == null
                                    ? ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE
                                    : ExpirationModelType.KEY_MATERIAL_EXPIRES)
                    .validTo(expires);
        }
        return metadata.build();
    }

    private static @Nullable MultiRegionConfiguration regions(StoredKey key) {
        var regions = key.regions();
        if (regions == null) {
            return null;
        }
        return MultiRegionConfiguration.builder()
                .multiRegionKeyType(key.isReplica() ? MultiRegionKeyType.REPLICA : MultiRegionKeyType.PRIMARY)
                .primaryKey(in(key, regions.primary()))
                .replicaKeys(regions.replicas().stream()
                        .sorted()
                        .map(region -> in(key, region))
                        .toList())
                .build();
    }

    private static MultiRegionKey in(StoredKey key, String region) {
        return MultiRegionKey.builder()
                .region(region)
                .arn(Caller.current().in(region).arn("kms", "key/" + key.id()).toString())
                .build();
    }

    private Metadata() {}
}
