package tarn.services.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Data come back with the right key and context, and with nothing else. */
class CipheringTest {

    private static final SdkBytes SECRET = SdkBytes.fromUtf8String("the password of the warehouse");
    private static final Map<String, String> CONTEXT = Map.of("table", "orders", "tenant", "7");

    @RegisterExtension
    final Governance governance = new Governance();

    private KmsClient kms() {
        return governance.kms();
    }

    private String key() {
        return kms().createKey().keyMetadata().keyId();
    }

    private SdkBytes encrypted(String keyId, Map<String, String> context) {
        return kms().encrypt(e -> e.keyId(keyId).plaintext(SECRET).encryptionContext(context))
                .ciphertextBlob();
    }

    private void refusedAsCiphertext(SdkBytes blob, Map<String, String> context) {
        refused(
                400,
                "InvalidCiphertextException",
                "",
                () -> kms().decrypt(d -> d.ciphertextBlob(blob).encryptionContext(context)));
    }

    @Test
    void whatIsEncryptedComesBackByItsContext() {
        var keyId = key();
        var blob = encrypted(keyId, CONTEXT);

        var answer = kms().decrypt(d -> d.ciphertextBlob(blob).encryptionContext(CONTEXT));
        assertThat(answer.plaintext()).isEqualTo(SECRET);
        assertThat(answer.keyId()).isEqualTo("arn:aws:kms:us-east-1:123456789012:key/" + keyId);
        assertThat(answer.encryptionAlgorithm()).isEqualTo(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
        assertThat(answer.keyMaterialId()).matches("[0-9a-f]{64}");
        assertThat(blob.asString(StandardCharsets.ISO_8859_1)).doesNotContain("password");
        assertThat(encrypted(keyId, CONTEXT)).isNotEqualTo(blob);
    }

    @Test
    void anotherContextIsRefused() {
        var blob = encrypted(key(), CONTEXT);
        refusedAsCiphertext(blob, Map.of());
        refusedAsCiphertext(blob, Map.of("table", "orders"));
        refusedAsCiphertext(blob, Map.of("table", "orderst", "enant", "7"));
        refusedAsCiphertext(encrypted(key(), Map.of()), CONTEXT);
    }

    @Test
    void aCiphertextThatWasChangedAnywhereIsRefused() {
        var blob = encrypted(key(), Map.of()).asByteArray();
        for (int at = 0; at < blob.length; at++) {
            var changed = blob.clone();
            changed[at] ^= 1;
            assertThatThrownByKms(changed);
        }
        refusedAsCiphertext(SdkBytes.fromByteArray(Arrays.copyOf(blob, blob.length - 1)), Map.of());
        refusedAsCiphertext(SdkBytes.fromUtf8String("x"), Map.of());
    }

    private void assertThatThrownByKms(byte[] blob) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> kms().decrypt(d -> d.ciphertextBlob(SdkBytes.fromByteArray(blob))))
                .isInstanceOf(KmsException.class);
    }

    @Test
    void aKeyThatIsNamedMustBeTheOne() {
        var keyId = key();
        var other = key();
        var blob = encrypted(keyId, Map.of());

        assertThat(kms().decrypt(d -> d.ciphertextBlob(blob).keyId(keyId)).plaintext())
                .isEqualTo(SECRET);
        refused(
                400,
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.",
                () -> kms().decrypt(d -> d.ciphertextBlob(blob).keyId(other)));
    }

    @Test
    void dataAreMovedFromOneKeyToAnother() {
        var from = key();
        var to = key();
        var blob = encrypted(from, CONTEXT);

        var moved = kms().reEncrypt(r -> r.ciphertextBlob(blob)
                .sourceEncryptionContext(CONTEXT)
                .destinationKeyId(to)
                .destinationEncryptionContext(Map.of("a", "b")));

        assertThat(moved.sourceKeyId()).endsWith(from);
        assertThat(moved.keyId()).endsWith(to);
        var answer = kms().decrypt(d -> d.ciphertextBlob(moved.ciphertextBlob()).encryptionContext(Map.of("a", "b")));
        assertThat(answer.plaintext()).isEqualTo(SECRET);
        assertThat(answer.keyId()).endsWith(to);
    }

    @Test
    void aDataKeyComesInClearAndWrapped() {
        var keyId = key();
        var made = kms().generateDataKey(
                        g -> g.keyId(keyId).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
        assertThat(made.plaintext().asByteArray()).hasSize(32);
        assertThat(kms().decrypt(d -> d.ciphertextBlob(made.ciphertextBlob()).encryptionContext(CONTEXT))
                        .plaintext())
                .isEqualTo(made.plaintext());

        var hidden = kms().generateDataKeyWithoutPlaintext(g -> g.keyId(keyId).numberOfBytes(64));
        assertThat(kms().decrypt(d -> d.ciphertextBlob(hidden.ciphertextBlob()))
                        .plaintext()
                        .asByteArray())
                .hasSize(64);
        refused(
                400,
                "ValidationException",
                "Please specify either number of bytes or key spec.",
                () -> kms().generateDataKey(g -> g.keyId(keyId)));
    }

    @Test
    void aKeyThatIsSwitchedOffDoesNothingUntilItIsSwitchedOn() {
        var keyId = key();
        var blob = encrypted(keyId, Map.of());
        kms().disableKey(k -> k.keyId(keyId));

        var arn = "arn:aws:kms:us-east-1:123456789012:key/" + keyId;
        refused(400, "DisabledException", arn + " is disabled.", () -> kms().decrypt(d -> d.ciphertextBlob(blob)));
        refused(400, "DisabledException", arn + " is disabled.", () -> encrypted(keyId, Map.of()));
        assertThat(kms().describeKey(k -> k.keyId(keyId)).keyMetadata().keyState())
                .isEqualTo(KeyState.DISABLED);

        kms().enableKey(k -> k.keyId(keyId));
        assertThat(kms().decrypt(d -> d.ciphertextBlob(blob)).plaintext()).isEqualTo(SECRET);
    }

    @Test
    void aDryRunSaysThatItWouldHaveSucceeded() {
        var keyId = key();
        refused(
                400,
                "DryRunOperationException",
                "The request would have succeeded, but the DryRun option is set.",
                () -> kms().encrypt(e -> e.keyId(keyId).plaintext(SECRET).dryRun(true)));
    }

    @Test
    void anotherAccountsCiphertextsDoNotOpen() {
        var keyId = key();
        var blob = encrypted(keyId, Map.of());
        Caller.root("210987654321", "us-east-1", "other")
                .run(() -> refused(
                        400,
                        "NotFoundException",
                        "Key 'arn:aws:kms:us-east-1:123456789012:key/" + keyId + "' does not exist",
                        () -> kms().decrypt(d -> d.ciphertextBlob(blob))));
        TestPlatform.CALLER
                .in("eu-west-1")
                .run(() -> refused(
                        400,
                        "NotFoundException",
                        "Key 'arn:aws:kms:eu-west-1:123456789012:key/" + keyId + "' does not exist",
                        () -> kms().decrypt(d -> d.ciphertextBlob(blob))));
    }

    @Test
    void theManagedKeyOfAServiceAppearsWhenTheServiceFirstUsesIt() {
        refused(
                400,
                "NotFoundException",
                "Alias arn:aws:kms:us-east-1:123456789012:alias/aws/s3 is not found.",
                () -> kms().describeKey(k -> k.keyId("alias/aws/s3")));

        var made = TestPlatform.CALLER
                .via("s3.amazonaws.com")
                .call(() -> kms().generateDataKey(g -> g.keyId("alias/aws/s3").keySpec(DataKeySpec.AES_256)));

        var key = kms().describeKey(k -> k.keyId("alias/aws/s3")).keyMetadata();
        assertThat(key.arn()).isEqualTo(made.keyId());
        assertThat(key.keyManager()).isEqualTo(KeyManagerType.AWS);
        assertThat(kms().listAliases().aliases())
                .extracting(AliasListEntry::aliasName)
                .containsExactly("alias/aws/s3");
        var message = "The key " + key.arn() + " is managed by AWS and cannot be changed";
        refused(400, "AccessDeniedException", message, () -> kms().disableKey(k -> k.keyId(key.keyId())));
        refused(400, "AccessDeniedException", message, () -> kms().scheduleKeyDeletion(k -> k.keyId(key.keyId())));
        refused(
                400,
                "AccessDeniedException",
                message,
                () -> kms().createAlias(a -> a.aliasName("alias/mine").targetKeyId(key.keyId())));
    }
}
