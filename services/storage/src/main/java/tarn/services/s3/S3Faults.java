package tarn.services.s3;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What can be wrong, in S3's own words.
 *
 * <p>The further elements of S3's error documents, such as {@code Key}, travel as XML in the details' raw response.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses</a>
 */
final class S3Faults {

    static S3Exception noSuchBucket(String bucket) {
        return fault(
                NoSuchBucketException.builder(),
                404,
                "NoSuchBucket",
                "The specified bucket does not exist",
                Map.of("BucketName", bucket));
    }

    static S3Exception bucketTaken() {
        return fault(
                BucketAlreadyExistsException.builder(),
                409,
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system."
                        + " Please select a different name and try again.",
                Map.of());
    }

    static S3Exception bucketOwnedAlready(String bucket) {
        return fault(
                BucketAlreadyOwnedByYouException.builder(),
                409,
                "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.",
                Map.of("BucketName", bucket));
    }

    static S3Exception invalidBucketName(String bucket) {
        return fault(400, "InvalidBucketName", "The specified bucket is not valid.", Map.of("BucketName", bucket));
    }

    static S3Exception bucketNotEmpty(String bucket) {
        return fault(
                409, "BucketNotEmpty", "The bucket you tried to delete is not empty", Map.of("BucketName", bucket));
    }

    static S3Exception tooManyBuckets() {
        return fault(400, "TooManyBuckets", "You have attempted to create more buckets than allowed");
    }

    static S3Exception illegalLocation(@Nullable String location) {
        return fault(
                400,
                "IllegalLocationConstraintException",
                "The " + (location == null ? "unspecified" : location)
                        + " location constraint is incompatible for the region specific endpoint this request was sent"
                        + " to.");
    }

    static S3Exception invalidLocation(String location) {
        return fault(
                400,
                "InvalidLocationConstraint",
                "The specified location-constraint is not valid",
                Map.of("LocationConstraint", location));
    }

    static S3Exception noSuchKey(String key) {
        return fault(
                NoSuchKeyException.builder(),
                404,
                "NoSuchKey",
                "The specified key does not exist.",
                Map.of("Key", key));
    }

    static S3Exception noSuchVersion(String key, String version) {
        return fault(
                404,
                "NoSuchVersion",
                "The specified version does not exist.",
                Map.of("Key", key, "VersionId", version));
    }

    static S3Exception invalidVersionId(String given) {
        return invalidArgument("Invalid version id specified", "versionId", given);
    }

    /** An object is asked for, and its key's current version is the mark of a deletion. */
    static S3Exception markerIsCurrent(String key, DeleteMarker marker) {
        return withHeaders(noSuchKey(key), Map.of("x-amz-delete-marker", "true", "x-amz-version-id", marker.version()));
    }

    /** The version that is asked for is the mark of a deletion, of which nothing can be read. */
    static S3Exception markerNamed(DeleteMarker marker) {
        var fault = fault(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
                Map.of("Method", "GET", "ResourceType", "DeleteMarker"));
        var headers = Map.of(
                "Allow",
                "DELETE",
                "Last-Modified",
                HttpDates.of(marker.modified()),
                "x-amz-delete-marker",
                "true",
                "x-amz-version-id",
                marker.version());
        return withHeaders(fault, headers);
    }

    static S3Exception illegalVersioning() {
        return fault(400, "IllegalVersioningConfigurationException", "The Versioning element must be specified");
    }

    static S3Exception mfaMissing() {
        return fault(403, "AccessDenied", "Mfa Authentication must be used for this request");
    }

    static S3Exception notTheOwner() {
        return fault(403, "AccessDenied", "This operation may only be performed by the bucket owner");
    }

    static S3Exception markerCopied() {
        return invalidRequest(
                "The source of a copy request may not specifically refer to a delete marker by version id.");
    }

    static S3Exception noSuchUpload(String id) {
        return fault(
                NoSuchUploadException.builder(),
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed.",
                Map.of("UploadId", id));
    }

    static S3Exception noSuchTagSet(String bucket) {
        return fault(404, "NoSuchTagSet", "The TagSet does not exist", Map.of("BucketName", bucket));
    }

    static S3Exception accessDenied() {
        return fault(403, "AccessDenied", "Access Denied");
    }

    static S3Exception keyTooLong(int sizeBytes, int sizeBytesMax) {
        return fault(
                400,
                "KeyTooLongError",
                "Your key is too long",
                ordered("Size", sizeBytes, "MaxSizeAllowed", sizeBytesMax));
    }

    static S3Exception metadataTooLarge(int sizeBytes, int sizeBytesMax) {
        return fault(
                400,
                "MetadataTooLarge",
                "Your metadata headers exceed the maximum allowed metadata size",
                ordered("Size", sizeBytes, "MaxSizeAllowed", sizeBytesMax));
    }

    static S3Exception entityTooLarge(long sizeBytes, long sizeBytesMax) {
        return fault(
                400,
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size",
                ordered("ProposedSize", sizeBytes, "MaxSizeAllowed", sizeBytesMax));
    }

    static S3Exception entityTooSmall(UploadedPart part, long sizeBytesMin) {
        var extra = ordered("ProposedSize", part.blob().sizeBytes(), "MinSizeAllowed", sizeBytesMin);
        extra.put("PartNumber", Integer.toString(part.number()));
        extra.put("ETag", part.md5());
        return fault(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", extra);
    }

    static S3Exception invalidPart(String upload, int number, String etag) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("UploadId", upload);
        extra.put("PartNumber", Integer.toString(number));
        extra.put("ETag", etag);
        return fault(
                400,
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the"
                        + " specified entity tag may not match the part's entity tag.",
                extra);
    }

    static S3Exception invalidPartOrder(String upload) {
        return fault(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
                Map.of("UploadId", upload));
    }

    static S3Exception invalidPartNumber(int number, int parts) {
        return fault(
                416,
                "InvalidPartNumber",
                "The requested partnumber is not satisfiable",
                ordered("ActualPartCount", parts, "PartNumberRequested", number));
    }

    static S3Exception malformedXml() {
        return fault(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static S3Exception invalidDigest(String given) {
        return fault(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", Map.of("Content-MD5", given));
    }

    static S3Exception badMd5(String given, String computed) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("ExpectedDigest", given);
        extra.put("CalculatedDigest", computed);
        return fault(400, "BadDigest", "The Content-MD5 you specified did not match what we received.", extra);
    }

    static S3Exception badChecksum(ChecksumKind kind) {
        return fault(400, "BadDigest", "The " + kind.name() + " you specified did not match the calculated checksum.");
    }

    static S3Exception invalidChecksum(ChecksumKind kind) {
        return invalidRequest("Value for x-amz-checksum-" + kind.label() + " header is invalid.");
    }

    static S3Exception checksumKindMismatch(ChecksumKind expected, ChecksumKind actual) {
        return invalidRequest("Checksum Type mismatch occurred, expected checksum Type: " + expected.label()
                + ", actual checksum Type: " + actual.label());
    }

    static S3Exception incompleteBody() {
        return fault(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    static S3Exception invalidRange(String range, long sizeBytes) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("RangeRequested", range);
        extra.put("ActualObjectSize", Long.toString(sizeBytes));
        return fault(416, "InvalidRange", "The requested range is not satisfiable", extra);
    }

    static S3Exception preconditionFailed(String condition) {
        return fault(
                412,
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold",
                Map.of("Condition", condition));
    }

    static S3Exception notModified() {
        return fault(304, "NotModified", "Not Modified");
    }

    static S3Exception invalidTag(String message) {
        return fault(400, "InvalidTag", message);
    }

    static S3Exception tooManyTags(String message) {
        return fault(400, "BadRequest", message);
    }

    static S3Exception invalidStorageClass() {
        return fault(400, "InvalidStorageClass", "The storage class you specified is not valid");
    }

    static S3Exception aclsAreOff() {
        return fault(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }

    static S3Exception aclsAreOffAtCreation() {
        return fault(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
    }

    static S3Exception invalidRequest(String message) {
        return fault(400, "InvalidRequest", message);
    }

    static S3Exception invalidArgument(String message, String argument, String value) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("ArgumentName", argument);
        extra.put("ArgumentValue", value);
        return fault(400, "InvalidArgument", message, extra);
    }

    /** The disk is full or a file cannot be read: nothing was kept, and the reason is said. */
    static S3Exception storageFailed(IOException cause) {
        var fault = fault(500, "InternalError", "We encountered an internal error. Please try again. " + cause);
        return (S3Exception) fault.toBuilder().cause(cause).build();
    }

    /** AWS's own answer to a header whose functionality a service has not: ours to what we do not do yet. */
    static S3Exception notImplemented(String header) {
        return fault(
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
                Map.of("Header", header));
    }

    private static Map<String, String> ordered(String firstName, long first, String secondName, long second) {
        var extra = new LinkedHashMap<String, String>();
        extra.put(firstName, Long.toString(first));
        extra.put(secondName, Long.toString(second));
        return extra;
    }

    static S3Exception fault(int status, String code, String message) {
        return fault(status, code, message, Map.of());
    }

    /** @param extra the further elements of the error document, in their order */
    static S3Exception fault(int status, String code, String message, Map<String, String> extra) {
        return fault(S3Exception.builder(), status, code, message, extra);
    }

    static S3Exception fault(
            S3Exception.Builder builder, int status, String code, String message, Map<String, String> extra) {
        var details = AwsErrorDetails.builder()
                .serviceName("S3")
                .errorCode(code)
                .errorMessage(message)
                .rawResponse(SdkBytes.fromUtf8String(xml(extra)))
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                .build();
        builder.statusCode(status).message(message).awsErrorDetails(details);
        return (S3Exception) builder.build();
    }

    /** The same with headers that go to the client beside it. */
    private static S3Exception withHeaders(S3Exception fault, Map<String, String> headers) {
        var http = SdkHttpResponse.builder().statusCode(fault.statusCode());
        headers.forEach(http::putHeader);
        var details = fault.awsErrorDetails().toBuilder()
                .sdkHttpResponse(http.build())
                .build();
        return (S3Exception) fault.toBuilder().awsErrorDetails(details).build();
    }

    private static String xml(Map<String, String> elements) {
        var out = new StringBuilder();
        elements.forEach((name, text) -> out.append('<')
                .append(name)
                .append('>')
                .append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .append("</")
                .append(name)
                .append('>'));
        return out.toString();
    }

    private S3Faults() {}
}
