package tarn.services.s3;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What a client says of an object beside its content; comes back as it was sent.
 *
 * @param storageClass a name that S3 knows
 * @param metadata names in lower case, as HTTP gives them
 */
record Description(
        String contentType,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String contentDisposition,
        @Nullable String cacheControl,
        @Nullable Instant expires,
        @Nullable String redirect,
        String storageClass,
        Map<String, String> metadata) {

    private static final String CONTENT_TYPE_DEFAULT = "binary/octet-stream";

    static Description of(PutObjectRequest request) {
        return new Description(
                type(request.contentType()),
                request.contentEncoding(),
                request.contentLanguage(),
                request.contentDisposition(),
                request.cacheControl(),
                request.expires(),
                request.websiteRedirectLocation(),
                StorageClasses.of(request.storageClassAsString()),
                UserMetadata.of(request.metadata()));
    }

    static Description of(CreateMultipartUploadRequest request) {
        return new Description(
                type(request.contentType()),
                request.contentEncoding(),
                request.contentLanguage(),
                request.contentDisposition(),
                request.cacheControl(),
                request.expires(),
                request.websiteRedirectLocation(),
                StorageClasses.of(request.storageClassAsString()),
                UserMetadata.of(request.metadata()));
    }

    /** What a copy says of itself when it replaces what its source says. */
    static Description of(CopyObjectRequest request) {
        return new Description(
                type(request.contentType()),
                request.contentEncoding(),
                request.contentLanguage(),
                request.contentDisposition(),
                request.cacheControl(),
                request.expires(),
                request.websiteRedirectLocation(),
                StorageClasses.of(request.storageClassAsString()),
                UserMetadata.of(request.metadata()));
    }

    private static String type(@Nullable String given) {
        return given == null || given.isEmpty() ? CONTENT_TYPE_DEFAULT : given;
    }

    /** What a copy says that keeps its source's description: class and redirect are not copied. */
    Description copied(String nextClass, @Nullable String nextRedirect) {
        return new Description(
                contentType,
                contentEncoding,
                contentLanguage,
                contentDisposition,
                cacheControl,
                expires,
                nextRedirect,
                nextClass,
                metadata);
    }

    /** The same in another storage class. */
    Description in(String nextClass) {
        return copied(nextClass, redirect);
    }

    void writeTo(RecordWriter out) {
        out.text(contentType)
                .maybeText(contentEncoding)
                .maybeText(contentLanguage)
                .maybeText(contentDisposition)
                .maybeText(cacheControl)
                .maybeInstant(expires)
                .maybeText(redirect)
                .text(storageClass)
                .map(metadata);
    }

    static Description read(RecordReader in) {
        return new Description(
                in.text(),
                in.maybeText(),
                in.maybeText(),
                in.maybeText(),
                in.maybeText(),
                in.maybeInstant(),
                in.maybeText(),
                in.text(),
                in.map());
    }
}
