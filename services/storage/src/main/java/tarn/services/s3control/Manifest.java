package tarn.services.s3control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import tarn.kernel.Arn;

/** What a job works on: the rows of a CSV object, or of an inventory's files. Keys are URL-encoded in both. */
final class Manifest implements Targets {

    private static final JsonFactory JSON = new JsonFactory();

    private final S3Client s3;
    private final JobManifest manifest;

    Manifest(S3Client s3, JobManifest manifest) {
        this.s3 = s3;
        this.manifest = manifest;
    }

    /** Something in the manifest is not as it should be. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        var arn = manifest.location().objectArn();
        var where = Arn.parse(arn)
                .orElseThrow(() -> new UnreadableException("Not an object's ARN: " + arn))
                .resource();
        int slash = where.indexOf('/');
        if (slash < 0) {
            throw new UnreadableException("Not an object's ARN: " + arn);
        }
        var bucket = where.substring(0, slash);
        var key = where.substring(slash + 1);
        var etag = manifest.location().eTag().replace("\"", "");
        try (var in = s3.getObject(request ->
                request.bucket(bucket).key(key).versionId(manifest.location().objectVersionId()))) {
            if (!in.response().eTag().replace("\"", "").equals(etag)) {
                throw new UnreadableException("The ETag of the manifest is not " + etag);
            }
            if (manifest.spec().format() == JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820) {
                rows(in, columns(), visitor);
                return;
            }
            inventory(bucket, in, visitor);
        }
    }

    private List<String> columns() {
        return manifest.spec().fields().stream()
                .map(JobManifestFieldName::toString)
                .toList();
    }

    private void inventory(String bucket, InputStream in, Visitor visitor) throws IOException {
        var files = new ArrayList<String>();
        var schema = "";
        try (var json = JSON.createParser(in)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "fileSchema".equals(json.currentName())) {
                    schema = json.getText();
                } else if (token == JsonToken.VALUE_STRING && "key".equals(json.currentName())) {
                    files.add(json.getText());
                }
            }
        }
        var columns = List.of(schema.split(", *", -1));
        for (var file : files) {
            try (var data = s3.getObject(request -> request.bucket(bucket).key(file));
                    var rows = new GZIPInputStream(data)) {
                if (!rows(rows, columns, visitor)) {
                    return;
                }
            }
        }
    }

    private static boolean rows(InputStream in, List<String> columns, Visitor visitor) throws IOException {
        int bucket = columns.indexOf("Bucket");
        int key = columns.indexOf("Key");
        int version = columns.indexOf("VersionId");
        if (bucket < 0 || key < 0) {
            throw new UnreadableException("The manifest needs the fields Bucket and Key");
        }
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            var values = fields(line);
            if (values.size() <= Math.max(bucket, key)) {
                throw new UnreadableException("A row of the manifest has too few fields: " + line);
            }
            var id = version >= 0 && version < values.size() ? values.get(version) : "";
            var target = new Target(
                    values.get(bucket),
                    URLDecoder.decode(values.get(key), StandardCharsets.UTF_8),
                    id.isEmpty() ? null : id);
            if (!visitor.visit(target)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> fields(String line) {
        var found = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (twice) {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                found.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        found.add(field.toString());
        return found;
    }
}
