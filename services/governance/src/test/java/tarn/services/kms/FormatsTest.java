package tarn.services.kms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.RotationType;
import tarn.kernel.testing.Golden;
import tarn.services.kms.StoredKey.Rotation;
import tarn.store.Formats;

/** What is on users' disks stays readable. */
class FormatsTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String ID = "12345678-1234-1234-1234-123456789012";

    private static StoredKey key(Life life) {
        return new StoredKey(
                ID,
                "s3",
                KeySpec.SYMMETRIC_DEFAULT,
                KeyUsageType.ENCRYPT_DECRYPT,
                OriginType.EXTERNAL,
                "orders",
                TIME,
                life,
                List.of(new Backing("ab".repeat(32), TIME, RotationType.ON_DEMAND, TIME)),
                "{}",
                Map.of("team", "lake"),
                new Rotation(365, TIME),
                new StoredKey.Regions("us-east-1", Set.of("eu-west-1")));
    }

    @Test
    void keysReadAsTheyWereWritten() {
        var format = Formats.record(StoredKey.class);
        Golden.check("kms/keys", format, key(new Life.PendingDeletion(TIME)));
        Golden.check("kms/keys-enabled", format, key(new Life.Enabled()));
        Golden.check("kms/keys-disabled", format, key(new Life.Disabled()));
        Golden.check("kms/keys-pending-import", format, key(new Life.PendingImport()));
        Golden.check("kms/keys-pending-replicas", format, key(new Life.PendingReplicaDeletion(7)));
    }

    @Test
    void materialReadsAsItWasWritten() {
        Golden.check("kms/materials", Formats.record(Material.class), new Material(ID, "c2VjcmV0", "cHVibGlj"));
    }

    @Test
    void usesReadAsTheyWereWritten() {
        var use = new Uses.Use(KeyLastUsageTrackingOperation.GENERATE_DATA_KEY, TIME, ID);
        Golden.check("kms/uses", Formats.record(Uses.Use.class), use);
    }

    @Test
    void aliasesReadAsTheyWereWritten() {
        Golden.check("kms/aliases", Formats.record(StoredAlias.class), new StoredAlias("alias/orders", ID, TIME, TIME));
    }

    @Test
    void grantsReadAsTheyWereWritten() {
        var grant = new StoredGrant(
                "ab".repeat(32),
                ID,
                "arn:aws:iam::123456789012:role/etl",
                "arn:aws:iam::123456789012:role/admin",
                Set.of(GrantOperation.DECRYPT),
                Map.of("a", "b"),
                Map.of("c", "d"),
                "etl",
                "arn:aws:iam::123456789012:root",
                TIME);
        Golden.check("kms/grants", Formats.record(StoredGrant.class), grant);
    }

    @Test
    void importTokensReadAsTheyWereWritten() {
        var token = new Importing.Token(
                "123456789012", "us-east-1", ID, AlgorithmSpec.RSAES_OAEP_SHA_256, TIME, "c2VjcmV0");
        Golden.check("kms/import-tokens", Formats.record(Importing.Token.class), token);
    }
}
