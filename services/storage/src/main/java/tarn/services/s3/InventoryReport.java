package tarn.services.s3;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import tarn.blobs.Blob;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Key;

/**
 * One report of an inventory: a file of data, a manifest with its checksum, and a list of files for Hive. They are put as
 * the service itself, so that the destination's policy decides where policies are enforced. The manifest is last: who
 * finds it finds everything.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html">Where inventories
 *     lie</a>
 */
final class InventoryReport {

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter PARTITION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String VERSION = "2016-11-30";
    private static final JsonFactory JSON = new JsonFactory();

    private final Platform platform;
    private final Holdings holdings;
    private final OwnedBucket source;
    private final InventoryConfiguration configuration;
    private final Instant due;
    private final String target;
    private final String folder;
    private final InventoryForm form;
    private final InventoryRows rows;

    InventoryReport(
            Platform platform,
            Holdings holdings,
            ObjectGrants grants,
            OwnedBucket source,
            InventoryConfiguration configuration,
            Instant due) {
        this.platform = platform;
        this.holdings = holdings;
        this.source = source;
        this.configuration = configuration;
        this.due = due;
        var destination = configuration.destination().s3BucketDestination();
        this.target = BucketNames.ofArn(destination.bucket());
        var prefix = destination.prefix() == null || destination.prefix().isEmpty() ? "" : destination.prefix() + "/";
        this.folder = prefix + source.name() + "/" + configuration.id() + "/";
        this.form = InventoryForm.of(destination.format());
        this.rows = new InventoryRows(holdings, grants, source, configuration);
    }

    /** What was written of the objects. */
    private record Data(Blob blob, String md5) {}

    void write() throws IOException {
        var data = data();
        try {
            var key = folder + "data/" + platform.ids().uuid() + form.ending();
            try (var content = platform.blobs().open(data.blob)) {
                put(
                        key,
                        RequestBody.fromContentProvider(
                                () -> content.stream(0, content.sizeBytes()), content.sizeBytes(), form.contentType()));
            }
            put(
                    folder + "hive/dt=" + PARTITION.format(due) + "/symlink.txt",
                    RequestBody.fromString("s3://" + target + "/" + key + "\n"));
            var manifest = manifest(key, data);
            var day = folder + FOLDER.format(due) + "/";
            put(day + "manifest.checksum", RequestBody.fromString(HexFormat.of().formatHex(md5().digest(manifest))));
            put(day + "manifest.json", RequestBody.fromBytes(manifest));
        } finally {
            platform.blobs().discard(data.blob);
        }
    }

    /* The data wait outside of any bucket until their length is known. */
    private Data data() throws IOException {
        var md5 = md5();
        try (var draft = platform.blobs().draft()) {
            try (var file = form.begin(new DigestOutputStream(draft, md5), rows.fields())) {
                rows.write(file);
            }
            return new Data(draft.seal(), HexFormat.of().formatHex(md5.digest()));
        }
    }

    private byte[] manifest(String dataKey, Data data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("sourceBucket", source.name());
            json.writeStringField("destinationBucket", "arn:aws:s3:::" + target);
            json.writeStringField("version", VERSION);
            json.writeStringField("creationTimestamp", Long.toString(due.toEpochMilli()));
            json.writeStringField(
                    "fileFormat",
                    configuration.destination().s3BucketDestination().formatAsString());
            json.writeStringField("fileSchema", form.schema(rows.fields()));
            json.writeArrayFieldStart("files");
            json.writeStartObject();
            json.writeStringField("key", dataKey);
            json.writeNumberField("size", data.blob.sizeBytes());
            json.writeStringField("MD5checksum", data.md5);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private void put(String key, RequestBody body) {
        var request = PutObjectRequest.builder().bucket(target).key(key);
        var destination = configuration.destination().s3BucketDestination();
        request.expectedBucketOwner(destination.accountId());
        var encryption = destination.encryption();
        if (encryption != null && encryption.ssekms() != null) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .ssekmsKeyId(encryption.ssekms().keyId());
        } else if (encryption != null && encryption.sses3() != null) {
            request.serverSideEncryption(ServerSideEncryption.AES256);
        }
        var cause = new Cause("arn:aws:s3:::" + source.name(), source.owner());
        cause.call(() -> deliverer().call(() -> platform.client(S3Client.class).putObject(request.build(), body)));
    }

    private Caller deliverer() {
        @Nullable OwnedBucket owned = holdings.buckets().get(Key.of(target)).orElse(null);
        var account = owned == null ? source.owner() : owned.owner();
        var region = owned == null ? source.region() : owned.region();
        return Caller.service(account, region, "s3.amazonaws.com", "inventory");
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
