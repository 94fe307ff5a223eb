package tarn.services.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.Tag;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Keys, their names, and their life. */
class KeysTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private KmsClient kms() {
        return governance.kms();
    }

    private String key() {
        return kms().createKey().keyMetadata().keyId();
    }

    private KeyMetadata described(String reference) {
        return kms().describeKey(k -> k.keyId(reference)).keyMetadata();
    }

    @Test
    void aKeyIsDescribedByWhatItIs() {
        var key = kms().createKey(k -> k.description("orders")
                        .tags(Tag.builder().tagKey("team").tagValue("lake").build()))
                .keyMetadata();

        assertThat(key.arn()).isEqualTo("arn:aws:kms:us-east-1:123456789012:key/" + key.keyId());
        assertThat(key.keySpec()).isEqualTo(KeySpec.SYMMETRIC_DEFAULT);
        assertThat(key.keyUsage()).isEqualTo(KeyUsageType.ENCRYPT_DECRYPT);
        assertThat(key.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(key.enabled()).isTrue();
        assertThat(key.origin()).isEqualTo(OriginType.AWS_KMS);
        assertThat(key.keyManager()).isEqualTo(KeyManagerType.CUSTOMER);
        assertThat(key.creationDate()).isEqualTo(TestPlatform.START);
        assertThat(key.multiRegion()).isFalse();
        assertThat(described(key.keyId())).isEqualTo(key);
        assertThat(described(key.arn())).isEqualTo(key);
        assertThat(kms().listResourceTags(k -> k.keyId(key.keyId())).tags())
                .extracting(Tag::tagValue)
                .containsExactly("lake");
    }

    @Test
    void aKeyThatIsNotThereIsNotFound() {
        var id = "12345678-1234-1234-1234-123456789012";
        refused(
                400,
                "NotFoundException",
                "Key 'arn:aws:kms:us-east-1:123456789012:key/" + id + "' does not exist",
                () -> described(id));
        refused(400, "NotFoundException", "Invalid keyId 'nonsense'", () -> described("nonsense"));
        refused(
                400,
                "NotFoundException",
                "Invalid arn eu-west-1",
                () -> described("arn:aws:kms:eu-west-1:123456789012:key/" + id));
        refused(400, "InvalidArnException", "Invalid ARN: arn:aws:sqs:::x", () -> described("arn:aws:sqs:::x"));
    }

    @Test
    void whatCannotBeMadeIsRefused() {
        refused(
                400,
                "UnsupportedOperationException",
                "Key spec SM2 is not supported",
                () -> kms().createKey(k -> k.keySpec(KeySpec.SM2).keyUsage(KeyUsageType.SIGN_VERIFY)));
        refused(
                400,
                "ValidationException",
                "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT",
                () -> kms().createKey(k -> k.keyUsage(KeyUsageType.SIGN_VERIFY)));
        refused(
                400,
                "CustomKeyStoreNotFoundException",
                "Custom key store cks-1 was not found",
                () -> kms().createKey(k -> k.customKeyStoreId("cks-1")));
        assertThatThrownBy(() -> kms().createKey(k -> k.policy("{")))
                .isInstanceOf(MalformedPolicyDocumentException.class);
    }

    @Test
    void anAliasNamesAKeyAndMayNameAnother() {
        var one = key();
        var two = key();
        kms().createAlias(a -> a.aliasName("alias/orders").targetKeyId(one));
        assertThat(described("alias/orders").keyId()).isEqualTo(one);
        assertThat(described("arn:aws:kms:us-east-1:123456789012:alias/orders").keyId())
                .isEqualTo(one);
        refused(
                400,
                "AlreadyExistsException",
                "An alias with the name arn:aws:kms:us-east-1:123456789012:alias/orders already exists",
                () -> kms().createAlias(a -> a.aliasName("alias/orders").targetKeyId(two)));

        kms().updateAlias(a -> a.aliasName("alias/orders").targetKeyId(two));
        assertThat(described("alias/orders").keyId()).isEqualTo(two);
        assertThat(kms().listAliases(a -> a.keyId(one)).aliases()).isEmpty();

        kms().deleteAlias(a -> a.aliasName("alias/orders"));
        refused(
                400,
                "NotFoundException",
                "Alias arn:aws:kms:us-east-1:123456789012:alias/orders is not found.",
                () -> described("alias/orders"));
        refused(
                400,
                "NotFoundException",
                "Invalid keyId 'alias/orders'",
                () -> kms().disableKey(k -> k.keyId("alias/orders")));
        refused(
                400,
                "NotAuthorizedException",
                "",
                () -> kms().createAlias(a -> a.aliasName("alias/aws/s3").targetKeyId(two)));
    }

    @Test
    void aKeyIsDeletedWhenItsTimeIsOver() {
        var id = key();
        var blob = kms().encrypt(e -> e.keyId(id).plaintext(SdkBytes.fromUtf8String("x")))
                .ciphertextBlob();
        kms().createAlias(a -> a.aliasName("alias/orders").targetKeyId(id));
        var arn = "arn:aws:kms:us-east-1:123456789012:key/" + id;

        var scheduled = kms().scheduleKeyDeletion(k -> k.keyId(id).pendingWindowInDays(7));

        assertThat(scheduled.deletionDate()).isEqualTo(TestPlatform.START.plus(Duration.ofDays(7)));
        assertThat(scheduled.keyState()).isEqualTo(KeyState.PENDING_DELETION);
        refused(
                400,
                "KMSInvalidStateException",
                arn + " is pending deletion.",
                () -> kms().decrypt(d -> d.ciphertextBlob(blob)));
        refused(
                400,
                "KMSInvalidStateException",
                arn + " is pending deletion.",
                () -> kms().enableKey(k -> k.keyId(id)));

        governance.platform().clock().advance(Duration.ofDays(7));
        refused(
                400,
                "NotFoundException",
                "Key '" + arn + "' does not exist",
                () -> kms().decrypt(d -> d.ciphertextBlob(blob)));
        assertThat(kms().listAliases().aliases()).isEmpty();
        assertThat(kms().listKeys().keys()).isEmpty();
    }

    @Test
    void aDeletionThatIsCancelledLeavesTheKeySwitchedOff() {
        var id = key();
        kms().scheduleKeyDeletion(k -> k.keyId(id));
        kms().cancelKeyDeletion(k -> k.keyId(id));
        assertThat(described(id).keyState()).isEqualTo(KeyState.DISABLED);

        governance.platform().clock().advance(Duration.ofDays(31));
        kms().enableKey(k -> k.keyId(id));
        assertThat(described(id).enabled()).isTrue();
        refused(
                400,
                "KMSInvalidStateException",
                "arn:aws:kms:us-east-1:123456789012:key/" + id + " is not pending deletion.",
                () -> kms().cancelKeyDeletion(k -> k.keyId(id)));
    }

    @Test
    void keysAreListedInPages() {
        var made = new TreeSet<String>();
        for (int i = 0; i < 7; i++) {
            made.add(key());
        }
        var listed = new ArrayList<String>();
        kms().listKeysPaginator(l -> l.limit(3)).keys().forEach(key -> listed.add(key.keyId()));
        assertThat(listed).containsExactlyElementsOf(made);
        refused(400, "InvalidMarkerException", "Invalid marker", () -> kms().listKeys(l -> l.marker("x")));
    }

    @Test
    void tagsAreAddedAndRemoved() {
        var id = key();
        kms().tagResource(t -> t.keyId(id)
                .tags(
                        Tag.builder().tagKey("a").tagValue("1").build(),
                        Tag.builder().tagKey("b").tagValue("2").build()));
        kms().untagResource(t -> t.keyId(id).tagKeys("a"));
        assertThat(kms().listResourceTags(t -> t.keyId(id)).tags())
                .extracting(Tag::tagKey)
                .containsExactly("b");
        refused(
                400,
                "TagException",
                "aws: prefixed tag key names are not allowed for external use.",
                () -> kms().tagResource(t -> t.keyId(id)
                        .tags(Tag.builder().tagKey("aws:x").tagValue("1").build())));
    }
}
