package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.testing.TestPlatform;

class InventoryTest {

    private static final String TARGET = "reports";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void target() {
        TestPlatform.CALLER.run(() -> tarn.s3().createBucket(request -> request.bucket(TARGET)));
    }

    private static InventoryConfiguration.Builder daily() {
        return InventoryConfiguration.builder()
                .id("daily")
                .isEnabled(true)
                .includedObjectVersions("Current")
                .schedule(schedule -> schedule.frequency("Daily"))
                .optionalFields(InventoryOptionalField.SIZE, InventoryOptionalField.E_TAG)
                .destination(to -> to.s3BucketDestination(
                        s3 -> s3.bucket("arn:aws:s3:::" + TARGET).format("CSV").prefix("inventory")));
    }

    private void put(InventoryConfiguration configuration) {
        tarn.s3()
                .putBucketInventoryConfiguration(
                        request -> request.bucket(BUCKET).id(configuration.id()).inventoryConfiguration(configuration));
    }

    private List<String> written() {
        return tarn.s3().listObjectsV2(request -> request.bucket(TARGET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String rows() throws IOException {
        var key = written().stream()
                .filter(each -> each.endsWith(".csv.gz"))
                .findFirst()
                .orElseThrow();
        var bytes = tarn.s3().getObjectAsBytes(request -> request.bucket(TARGET).key(key));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes.asByteArray()))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aReportIsWrittenAtMidnight() throws IOException {
        tarn.put("a b/ü.txt", "12345");
        tarn.put("z", "");
        put(daily().build());
        tarn.platform().clock().advance(Duration.ofHours(23));
        assertThat(written()).isEmpty();
        tarn.platform().clock().advance(Duration.ofHours(1));
        assertThat(rows()).isEqualTo("""
                        "bucket","a+b/%C3%BC.txt","5","827ccb0eea8a706c4c34a16891f84e7b"
                        "bucket","z","0","d41d8cd98f00b204e9800998ecf8427e"
                        """);
        assertThat(written())
                .hasSize(4)
                .contains(
                        "inventory/bucket/daily/2026-01-02T00-00Z/manifest.checksum",
                        "inventory/bucket/daily/2026-01-02T00-00Z/manifest.json",
                        "inventory/bucket/daily/hive/dt=2026-01-02-00-00/symlink.txt");
        var manifest = tarn.s3()
                .getObjectAsBytes(
                        request -> request.bucket(TARGET).key("inventory/bucket/daily/2026-01-02T00-00Z/manifest.json"))
                .asUtf8String();
        assertThat(manifest)
                .contains("\"sourceBucket\":\"bucket\"")
                .contains("\"fileSchema\":\"Bucket, Key, Size, ETag\"");
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(written()).hasSize(8);
    }

    @Test
    void allVersionsAreListedWhereThatIsAsked() throws IOException {
        tarn.s3()
                .putBucketVersioning(
                        request -> request.bucket(BUCKET).versioningConfiguration(now -> now.status("Enabled")));
        tarn.put("in/k", "1");
        tarn.put("in/k", "22");
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("in/k"));
        tarn.put("out", "");
        put(daily().includedObjectVersions("All")
                .filter(filter -> filter.prefix("in/"))
                .build());
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(rows().lines().map(row -> row.replaceFirst("\"[^\"]{32}\"", "ID")))
                .containsExactly(
                        "\"bucket\",\"in/k\",ID,\"true\",\"true\",\"\",\"\"",
                        "\"bucket\",\"in/k\",ID,\"false\",\"false\",\"2\",\"b6d767d2f8ed5d21a44b0e5886680cb9\"",
                        "\"bucket\",\"in/k\",ID,\"false\",\"false\",\"1\",\"c4ca4238a0b923820dcc509a6f75849b\"");
    }

    @Test
    void aWeeklyReportIsWrittenOnSunday() {
        put(daily().schedule(schedule -> schedule.frequency("Weekly")).build());
        // The first of January 2026 was a Thursday
        tarn.platform().clock().advance(Duration.ofDays(2));
        assertThat(written()).isEmpty();
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(written()).hasSize(4);
    }

    @Test
    void whatIsSwitchedOffOrGoneIsNotWritten() {
        put(daily().build());
        put(daily().isEnabled(false).build());
        put(daily().id("other").build());
        tarn.s3()
                .deleteBucketInventoryConfiguration(
                        request -> request.bucket(BUCKET).id("other"));
        tarn.platform().clock().advance(Duration.ofDays(2));
        assertThat(written()).isEmpty();
    }

    @Test
    void configurationsComeBackAndAreChecked() {
        var configuration = daily().build();
        put(configuration);
        assertThat(tarn.s3()
                        .getBucketInventoryConfiguration(
                                request -> request.bucket(BUCKET).id("daily"))
                        .inventoryConfiguration())
                .isEqualTo(configuration);
        assertThat(tarn.s3()
                        .listBucketInventoryConfigurations(request -> request.bucket(BUCKET))
                        .inventoryConfigurationList())
                .containsExactly(configuration);
        refused(
                400,
                "MalformedXML",
                () -> put(daily().destination(to -> to.s3BucketDestination(
                                s3 -> s3.bucket("arn:aws:s3:::reports").format("Avro")))
                        .build()));
        refused(
                501,
                "NotImplemented",
                () -> put(daily().optionalFields(InventoryOptionalField.OBJECT_LOCK_EVENT_HOLD_STATUS)
                        .build()));
        refused(
                400,
                "InvalidArgument",
                () -> put(daily().destination(to -> to.s3BucketDestination(
                                s3 -> s3.bucket("reports").format("CSV")))
                        .build()));
        refused(
                400,
                "MalformedXML",
                () -> put(daily().schedule(schedule -> schedule.frequency("Hourly"))
                        .build()));
    }
}
