package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.markerCopied;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import tarn.kernel.Caller;
import tarn.web.OtherNames;

/**
 * Where a copy comes from: {@code bucket/key}, percent-encoded, a slash before it and a version behind it if wanted. For a
 * bucket an access point may stand, by its alias, or by its ARN with {@code /object/} before the key.
 *
 * @param point the ARN of the access point it is read through; null if there is none
 */
record CopySource(
        String bucket,
        String key,
        @Nullable String version,
        @Nullable String point) {

    private static final String VERSION = "?versionId=";
    private static final String OBJECT = "/object/";

    static CopySource parse(String header) {
        int question = header.indexOf(VERSION);
        var path = question < 0 ? header : header.substring(0, question);
        var version = question < 0 ? null : header.substring(question + VERSION.length());
        var decoded = decoded(path, header);
        if (decoded.startsWith("/")) {
            decoded = decoded.substring(1);
        }
        if (decoded.startsWith("arn:")) {
            int object = decoded.indexOf(OBJECT);
            if (object < 0 || object + OBJECT.length() == decoded.length()) {
                throw malformed(header);
            }
            return new CopySource(
                    decoded.substring(0, object), decoded.substring(object + OBJECT.length()), version, null);
        }
        int slash = decoded.indexOf('/');
        if (slash <= 0 || slash == decoded.length() - 1) {
            throw malformed(header);
        }
        return new CopySource(decoded.substring(0, slash), decoded.substring(slash + 1), version, null);
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
        return new CopySource(bucket, key, version, null);
    }

    /** The same by the bucket's own name, where an access point is named. */
    CopySource behind(OtherNames names) {
        return names.meant(bucket, Caller.current().region())
                .map(meant -> new CopySource(meant.bucket(), key, version, meant.point()))
                .orElse(this);
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
