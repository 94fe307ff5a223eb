package tarn.services.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.Tier;
import tarn.blobs.Blob;
import tarn.kernel.testing.Golden;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;

/** What is on disk stays readable: each kind of record against the bytes that its first version wrote. */
class FormatsTest {

    private static final OwnedBucket BUCKET = OwnedBucket.of(
            "my-bucket",
            "123456789012",
            "eu-central-1",
            Instant.parse("2026-03-01T12:00:00.123Z"),
            new TreeMap<>(Map.of("team", "data")));

    private static final Instant LATER = Instant.parse("2027-03-01T12:00:00.123Z");

    @Test
    void aBucketIsKeptAsItAlwaysWas() throws IOException {
        check(
                "bucket",
                2,
                OwnedBucket.FORMAT,
                BUCKET.withVersioning(Versioning.ENABLED).withLock(new LockRule(ObjectLockMode.COMPLIANCE, null, 3)));
        check("bucket-lifecycle", 2, OwnedBucket.FORMAT, BUCKET.withLifecycle("abcdefghijkl"));
        check("bucket-mfa-delete", 2, OwnedBucket.FORMAT, BUCKET.withMfaDelete(true));
        checkEarlier("bucket", 1, OwnedBucket.FORMAT, BUCKET);
    }

    @Test
    void anObjectIsKeptAsItAlwaysWas() throws IOException {
        var object = Samples.object("9b2cf535f27731c974343645a3985328", "2026-03-01T12:00:00Z");
        check(
                "object",
                2,
                Version.FORMAT,
                object.placed("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH", 1234)
                        .withProtection(new Protection(ObjectLockMode.GOVERNANCE, LATER, ObjectLockLegalHoldStatus.ON))
                        .withRestoration(new Restoration(LATER, LATER.plusSeconds(1), Tier.BULK)));
        for (var encryption : Samples.ENCRYPTIONS.entrySet()) {
            check(encryption.getKey() + "-object", 2, Version.FORMAT, Samples.encrypted(encryption.getValue()));
        }
        checkEarlier("object", 1, Version.FORMAT, object);
    }

    @Test
    void aReplicatedObjectIsKeptAsItAlwaysWas() throws IOException {
        check(
                "replicated-object",
                2,
                Version.FORMAT,
                Samples.object("9b2cf535f27731c974343645a3985328", "2026-03-01T12:00:00Z")
                        .placed("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH", 1234)
                        .withReplication(software.amazon.awssdk.services.s3.model.ReplicationStatus.REPLICA));
    }

    @Test
    void aMultipartObjectIsKeptAsItAlwaysWas() throws IOException {
        check("multipart-object", 2, Version.FORMAT, Samples.multipart());
        checkEarlier("multipart-object", 1, Version.FORMAT, Samples.multipart());
    }

    @Test
    void theMarkOfADeletionIsKeptAsItAlwaysWas() throws IOException {
        check("delete-marker", 2, Version.FORMAT, new DeleteMarker("null", 1234, LATER));
    }

    @Test
    void anUploadIsKeptAsItAlwaysWas() throws IOException {
        var protection = new Protection(ObjectLockMode.COMPLIANCE, LATER, ObjectLockLegalHoldStatus.OFF);
        check("upload", 2, Upload.FORMAT, upload(protection, new Encryption.ByDisk(), null));
        check(
                "encrypted-upload",
                2,
                Upload.FORMAT,
                upload(protection, new Encryption.ByS3(new byte[] {1, 2, 3}), null));
        check(
                "shown-upload",
                2,
                Upload.FORMAT,
                upload(protection, new Encryption.ByDisk(), CannedAcl.PUBLIC_READ.list("owner", "owner")));
        checkEarlier("upload", 1, Upload.FORMAT, upload(Protection.NONE, new Encryption.ByDisk(), null));
    }

    private static Upload upload(Protection protection, Encryption encryption, @Nullable AccessList acl) {
        return new Upload(
                "0123-upload",
                Instant.parse("2026-03-01T12:00:00.123Z"),
                "arn:aws:iam::123456789012:root",
                ChecksumKind.CRC32C,
                true,
                true,
                Samples.FULL,
                Map.of(),
                protection,
                encryption,
                acl);
    }

    @Test
    void aLifeCycleIsKeptAsItAlwaysWas() {
        var rule = LifecycleRule.builder()
                .id("rule")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("logs/"))
                .expiration(expire -> expire.days(90))
                .build();
        Golden.check(
                "s3/lifecycle",
                Formats.record(Lifecycle.class),
                new Lifecycle(List.of(rule), "all_storage_classes_128K"));
        Golden.check("s3/lifecycle-progress", Sweep.Progress.FORMAT, new Sweep.Progress(true, Key.of("bucket", "key")));
    }

    @Test
    void aPartIsKeptAsItAlwaysWas() throws IOException {
        check("part", 2, UploadedPart.FORMAT, part(new Blob("b10b", 5L << 30, null, new byte[] {9, 8})));
        checkEarlier("part", 1, UploadedPart.FORMAT, part(new Blob("b10b", 5L << 30, null)));
    }

    private static UploadedPart part(Blob blob) {
        return new UploadedPart(
                10_000,
                Instant.parse("2026-03-01T12:00:00.123Z"),
                "9b2cf535f27731c974343645a3985328",
                "AAAAAAAAAAA=",
                blob);
    }

    @Test
    void anAclIsKeptAsItAlwaysWas() {
        var owner = "0123456789abcdef".repeat(4);
        Golden.check("s3/bucket-acls", Formats.record(AccessList.class), CannedAcl.PUBLIC_READ.list(owner, owner));
    }

    private static <V> void check(String name, int version, Format<V> format, V value) throws IOException {
        assertThat(format.version()).isEqualTo(version);
        var golden = golden(name, version);
        assertThat(HexFormat.of().formatHex(format.encode(value))).as(name).isEqualTo(golden);
        checkEarlier(name, version, format, value);
    }

    /* What an earlier version wrote reads as the same. */
    private static <V> void checkEarlier(String name, int version, Format<V> format, V value) throws IOException {
        var read = format.decode(HexFormat.of().parseHex(golden(name, version)), version);
        assertThat(HexFormat.of().formatHex(format.encode(read)))
                .as(name)
                .isEqualTo(HexFormat.of().formatHex(format.encode(value)));
    }

    private static String golden(String name, int version) throws IOException {
        try (var in = Objects.requireNonNull(
                FormatsTest.class.getResourceAsStream("golden/" + name + "-" + version + ".hex"),
                "No golden file for " + name)) {
            return new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", "");
        }
    }
}
