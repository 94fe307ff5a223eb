package tarn.services.dynamodb;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Store;

/**
 * Writes exports: files of data one after the other, each kept with how far it has come, then what lists them. After a
 * restart the file that was being written is written again under the same name.
 */
final class Exporting {

    static final Format<Work> FORMAT = Formats.record(Work.class);

    private static final String SERVICE = "dynamodb.amazonaws.com";
    private static final int FILE_BYTES = 16 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * An export that is being made.
     *
     * @param from only what has changed since this number; 0 for everything
     * @param to as it was at this number
     * @param caller as whom S3 is asked
     * @param after where it goes on; null at the beginning
     * @param files the files that are there, as the manifest lists them
     */
    record Work(
            String table,
            int number,
            Keys keys,
            long from,
            long to,
            Caller caller,
            @Nullable Key after,
            long items,
            long bytes,
            List<String> files) {

        Work(String table, int number, Keys keys, long from, long to, Caller caller) {
            this(table, number, keys, from, to, caller, null, 0, 0, List.of());
        }

        Work with(@Nullable Key last, long moreItems, long moreBytes, String file) {
            var all = new ArrayList<>(files);
            all.add(file);
            return new Work(table, number, keys, from, to, caller, last, items + moreItems, bytes + moreBytes, all);
        }

        boolean isIncremental() {
            return from > 0;
        }
    }

    private final Platform platform;
    private final Store<StoredExport> exports;
    private final Keeping keeping;
    private final Pasts pasts;
    private final Works<Work> works;

    Exporting(Platform platform, Store<StoredExport> exports, Keeping keeping, Pasts pasts) {
        this.platform = platform;
        this.exports = exports;
        this.keeping = keeping;
        this.pasts = pasts;
        this.works = new Works<>(platform, "exporting", FORMAT, this::export);
    }

    void begin(Batch batch, String id, Work work) {
        works.begin(batch, id, work);
    }

    private void export(String id, Work begun) {
        var export = exports.get(Key.of(begun.table(), id)).orElseThrow();
        var told = export.told();
        try {
            var place = new Place(told, id, begun);
            var work = begun;
            if (work.files().isEmpty()) {
                place.put(place.folder() + "_started", new byte[0]);
            }
            while (work.files().isEmpty() || work.after() != null) {
                work = place.write(work);
                var batch = platform.batch();
                works.go(batch, id, work);
                batch.commit();
            }
            var ended = told.toBuilder()
                    .exportStatus(ExportStatus.COMPLETED)
                    .endTime(platform.clock().instant())
                    .exportManifest(place.folder() + "manifest-summary.json")
                    .itemCount(work.items())
                    .billedSizeBytes(work.bytes())
                    .build();
            place.list(work, ended);
            end(id, begun, export.told(ended));
        } catch (AwsServiceException e) {
            var details = e.awsErrorDetails();
            end(
                    id,
                    begun,
                    export.told(told.toBuilder()
                            .exportStatus(ExportStatus.FAILED)
                            .endTime(platform.clock().instant())
                            .failureCode("S3" + (details == null ? "Error" : details.errorCode()))
                            .failureMessage(details == null ? String.valueOf(e.getMessage()) : details.errorMessage())
                            .build()));
        }
    }

    private void end(String id, Work work, StoredExport export) {
        var batch = platform.batch().put(exports, Key.of(work.table(), id), export);
        works.end(batch, id);
        keeping.moments().remove(batch, work.number(), id);
        keeping.moments().remove(batch, work.number(), id + "/to");
        keeping.prune(batch, work.table(), work.number());
        batch.commit();
    }

    /** Where an export lies. */
    private final class Place {
        private final ExportDescription told;
        private final String id;
        private final Work work;
        private final Lines lines;

        Place(ExportDescription told, String id, Work work) {
            this.told = told;
            this.id = id;
            this.work = work;
            this.lines = new Lines(pasts, told);
        }

        String root() {
            var prefix = told.s3Prefix();
            return (prefix == null || prefix.isEmpty() ? "" : prefix + "/") + "AWSDynamoDB/";
        }

        String folder() {
            return root() + id + "/";
        }

        /** Files of data of incremental exports lie beside those of others. */
        private String data(int part) {
            var name = String.format(Locale.ROOT, "%s%04d", md5Hex(id).substring(0, 24), part);
            var kind = told.exportFormat() == ExportFormat.ION ? ".ion.gz" : ".json.gz";
            return (work.isIncremental() ? root() : folder()) + "data/" + name + kind;
        }

        PutObjectResponse put(String key, byte[] bytes) {
            return work.caller()
                    .via(SERVICE)
                    .call(() -> platform.client(S3Client.class)
                            .putObject(
                                    p -> p.bucket(told.s3Bucket())
                                            .key(key)
                                            .expectedBucketOwner(told.s3BucketOwner())
                                            .serverSideEncryption(told.s3SseAlgorithmAsString()
                                                    .replace("KMS", "aws:kms"))
                                            .ssekmsKeyId(told.s3SseKmsKeyId()),
                                    RequestBody.fromBytes(bytes)));
        }

        /** Writes the next file; returns how far it has come with it. */
        Work write(Work begun) {
            var packed = new ByteArrayOutputStream();
            var after = begun.after();
            long items = 0;
            long bytes = 0;
            try (var out = new OutputStreamWriter(new GZIPOutputStream(packed), StandardCharsets.UTF_8)) {
                do {
                    var some = lines.next(begun, after);
                    for (var line : some.lines()) {
                        out.append(line).append('\n');
                    }
                    items += some.lines().size();
                    bytes += some.bytes();
                    after = some.last();
                } while (after != null && bytes < FILE_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var file = packed.toByteArray();
            var key = data(begun.files().size());
            var put = put(key, file);
            var entry = JSON.createObjectNode()
                    .put("itemCount", items)
                    .put("md5Checksum", md5(file))
                    .put("etag", put.eTag().replace("\"", ""))
                    .put("dataFileS3Key", key);
            return begun.with(after, items, bytes, entry.toString());
        }

        /** Writes what lists the files. */
        void list(Work done, ExportDescription ended) {
            manifest("manifest-files", String.join("\n", done.files()) + "\n");
            manifest("manifest-summary", summary(done, ended).toString());
        }

        private void manifest(String name, String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            put(folder() + name + ".json", bytes);
            put(folder() + name + ".md5", md5(bytes).getBytes(StandardCharsets.US_ASCII));
        }

        private ObjectNode summary(Work done, ExportDescription ended) {
            var summary = JSON.createObjectNode()
                    .put("version", done.isIncremental() ? "2023-08-01" : "2020-06-30")
                    .put("exportArn", ended.exportArn())
                    .put("startTime", ended.startTime().toString())
                    .put("endTime", ended.endTime().toString())
                    .put("tableArn", ended.tableArn())
                    .put("tableId", ended.tableId());
            var incremental = ended.incrementalExportSpecification();
            if (incremental == null) {
                summary.put("exportTime", ended.exportTime().toString());
            } else {
                summary.put("exportFromTime", incremental.exportFromTime().toString())
                        .put("exportToTime", incremental.exportToTime().toString());
            }
            summary.put("s3Bucket", ended.s3Bucket())
                    .put("s3Prefix", ended.s3Prefix())
                    .put("s3SseAlgorithm", ended.s3SseAlgorithmAsString())
                    .put("s3SseKmsKeyId", ended.s3SseKmsKeyId())
                    .put("manifestFilesS3Key", folder() + "manifest-files.json")
                    .put("billedSizeBytes", done.bytes())
                    .put("itemCount", done.items())
                    .put("outputFormat", ended.exportFormatAsString());
            if (incremental != null) {
                summary.put("outputView", incremental.exportViewTypeAsString());
            }
            return summary.put("exportType", ended.exportTypeAsString());
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String md5(byte[] bytes) {
        return Base64.getEncoder().encodeToString(digest(bytes));
    }

    private static String md5Hex(String text) {
        return java.util.HexFormat.of().formatHex(digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
