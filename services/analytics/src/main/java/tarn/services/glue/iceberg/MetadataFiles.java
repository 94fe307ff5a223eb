package tarn.services.glue.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tarn.engines.sql.IcebergRules;
import tarn.kernel.Platform;

/** The metadata files of tables, read and written as the caller. */
final class MetadataFiles {

    private static final Pattern PLACE = Pattern.compile("s3[an]?://([^/]+)/(.+)", Pattern.DOTALL);
    private static final Pattern NUMBERED = Pattern.compile(".*/(\\d+)-[^/]*\\.metadata\\.json", Pattern.DOTALL);

    /** More than any table's metadata: ten thousand snapshots come to some ten MB. */
    private static final int SIZE_BYTES_MAX = 256 << 20;

    private final Platform platform;

    MetadataFiles(Platform platform) {
        this.platform = platform;
    }

    private record Place(String bucket, String key) {

        static Place of(String location) {
            var match = PLACE.matcher(location);
            if (!match.matches()) {
                throw IcebergFault.badRequest("Not a location in S3: " + location);
            }
            return new Place(match.group(1), match.group(2));
        }
    }

    IcebergRules.Present read(String location) {
        var place = Place.of(location);
        var s3 = platform.client(S3Client.class);
        try (var body = s3.getObject(request -> request.bucket(place.bucket()).key(place.key()));
                var in = place.key().endsWith(".gz.metadata.json") ? new GZIPInputStream(body) : body) {
            var bytes = in.readNBytes(SIZE_BYTES_MAX);
            if (bytes.length == SIZE_BYTES_MAX) {
                throw IcebergFault.badRequest("The metadata file is too large: " + location);
            }
            return new IcebergRules.Present(new String(bytes, StandardCharsets.UTF_8), location);
        } catch (NoSuchKeyException absent) {
            throw IcebergFault.badRequest("The metadata file does not exist: " + location);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Writes a table's next metadata file under a name that is free.
     *
     * @param folder where the table keeps its metadata, without a slash at its end
     * @param before the file it follows; empty for the first
     * @return the file's URI
     */
    String write(String json, String folder, String before) {
        var match = NUMBERED.matcher(before);
        long number = before.isEmpty() ? 0 : match.matches() ? Long.parseLong(match.group(1)) + 1 : 1;
        var location = "%s/%05d-%s.metadata.json"
                .formatted(folder, number, platform.ids().uuid());
        var place = Place.of(location);
        platform.client(S3Client.class)
                .putObject(
                        request -> request.bucket(place.bucket())
                                .key(place.key())
                                .ifNoneMatch("*")
                                .contentType("application/json"),
                        RequestBody.fromString(json));
        return location;
    }

    void delete(String location) {
        var place = Place.of(location);
        platform.client(S3Client.class)
                .deleteObject(request -> request.bucket(place.bucket()).key(place.key()));
    }
}
