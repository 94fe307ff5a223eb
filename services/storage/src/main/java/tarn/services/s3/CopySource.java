package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.markerCopied;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/** Where a copy comes from: {@code bucket/key}, percent-encoded, a slash before it and a version behind it if wanted. */
record CopySource(String bucket, String key, @Nullable String version) {

    private static final String VERSION = "?versionId=";

    static CopySource parse(String header) {
        int question = header.indexOf(VERSION);
        var path = question < 0 ? header : header.substring(0, question);
        var version = question < 0 ? null : header.substring(question + VERSION.length());
        var decoded = decoded(path, header);
        if (decoded.startsWith("/")) {
            decoded = decoded.substring(1);
        }
        int slash = decoded.indexOf('/');
        if (slash <= 0 || slash == decoded.length() - 1) {
            throw malformed(header);
        }
        return new CopySource(decoded.substring(0, slash), decoded.substring(slash + 1), version);
    }

    @SuppressWarnings("deprecation") // the header, as it comes over the wire
    static CopySource of(CopyObjectRequest request) {
        return of(request.copySource(), request.sourceBucket(), request.sourceKey(), request.sourceVersionId());
    }

    @SuppressWarnings("deprecation") // the header, as it comes over the wire
    static CopySource of(UploadPartCopyRequest request) {
        return of(request.copySource(), request.sourceBucket(), request.sourceKey(), request.sourceVersionId());
    }

    /* In process a request may name bucket and key, which the SDK's client would put together to the header. */
    private static CopySource of(
            @Nullable String header, @Nullable String bucket, @Nullable String key, @Nullable String version) {
        if (header != null) {
            return parse(header);
        }
        if (bucket == null || key == null) {
            throw malformed("");
        }
        return new CopySource(bucket, key, version);
    }

    /** The object it names, as it is now. The mark of a deletion is refused in words of its own. */
    StoredObject object(Holdings holdings) {
        try {
            return holdings.versions().object(bucket, key, version);
        } catch (S3Exception refused) {
            throw refused.statusCode() == 405 ? markerCopied() : refused;
        }
    }

    private static String decoded(String path, String header) {
        try {
            // A plus stands for itself in a path
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(header);
        }
    }

    private static RuntimeException malformed(String header) {
        return invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                "x-amz-copy-source",
                header);
    }
}
