package tarn.wire.signature;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.ServiceFault;

/**
 * How a kind of service says that it does not believe a request. Codes and messages as AWS gives them:
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3</a>, <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">common errors</a>.
 */
public enum Manners {
    /** S3. */
    S3,
    /** Services that speak JSON or CBOR to one path. */
    JSON,
    /** Services that speak JSON to many paths. */
    REST,
    /** Services that take form parameters, and those of XML beside S3. */
    QUERY,
    /** EC2. */
    EC2;

    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    private static final String INVALID_TOKEN = "The security token included in the request is invalid.";
    private static final String EXPIRED_TOKEN = "The security token included in the request is expired";

    /** The fault to answer. */
    public AwsServiceException fault(Refusal refusal) {
        return switch (this) {
            case S3 -> s3(refusal);
            case JSON -> json(refusal, 400);
            case REST -> json(refusal, 403);
            case QUERY -> query(refusal);
            case EC2 -> ec2(refusal);
        };
    }

    private static AwsServiceException s3(Refusal refusal) {
        return switch (refusal.reason()) {
            case MISSING -> ServiceFault.of(403, "AccessDenied", "Access Denied");
            case SCHEME ->
                ServiceFault.of(
                        400,
                        "InvalidRequest",
                        "The authorization mechanism you have provided is not supported. Please use"
                                + " AWS4-HMAC-SHA256.");
            case MALFORMED_HEADER ->
                ServiceFault.of(
                        400,
                        "AuthorizationHeaderMalformed",
                        "The authorization header is malformed; " + refusal.detail());
            case MALFORMED_QUERY -> ServiceFault.of(400, "AuthorizationQueryParametersError", refusal.detail());
            case UNKNOWN_KEY ->
                ServiceFault.of(
                        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
            case TOKEN -> ServiceFault.of(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
            case EXPIRED_TOKEN -> ServiceFault.of(400, "ExpiredToken", "The provided token has expired.");
            case EXPIRED_URL -> ServiceFault.of(403, "AccessDenied", refusal.detail());
            case SKEW ->
                ServiceFault.of(
                        403,
                        "RequestTimeTooSkewed",
                        "The difference between the request time and the current time is too large.");
            case MISMATCH ->
                ServiceFault.of(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your key"
                                + " and signing method.");
            case UNSIGNED_HEADERS ->
                ServiceFault.of(403, "AccessDenied", "There were headers present in the request which were not signed");
            case MISSING_HASH ->
                ServiceFault.of(
                        400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
            case PAYLOAD ->
                ServiceFault.of(
                        400,
                        "XAmzContentSHA256Mismatch",
                        "The provided 'x-amz-content-sha256' header does not match what was computed.");
        };
    }

    private static AwsServiceException json(Refusal refusal, int status) {
        return switch (refusal.reason()) {
            case MISSING ->
                ServiceFault.of(status, "MissingAuthenticationTokenException", "Missing Authentication Token");
            case SCHEME ->
                ServiceFault.of(
                        status,
                        "IncompleteSignatureException",
                        "Unsupported AWS 'algorithm': '" + refusal.detail() + "'.");
            case MALFORMED_HEADER, MALFORMED_QUERY ->
                ServiceFault.of(status, "IncompleteSignatureException", refusal.detail());
            case UNKNOWN_KEY, TOKEN -> ServiceFault.of(status, "UnrecognizedClientException", INVALID_TOKEN);
            case EXPIRED_TOKEN -> ServiceFault.of(status, "ExpiredTokenException", EXPIRED_TOKEN);
            case SKEW, EXPIRED_URL -> ServiceFault.of(status, "InvalidSignatureException", refusal.detail());
            case MISMATCH, MISSING_HASH, PAYLOAD -> ServiceFault.of(status, "InvalidSignatureException", MISMATCH);
            case UNSIGNED_HEADERS -> ServiceFault.of(status, "InvalidSignatureException", unsigned(refusal));
        };
    }

    private static AwsServiceException query(Refusal refusal) {
        return switch (refusal.reason()) {
            case MISSING ->
                ServiceFault.of(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
            case SCHEME ->
                ServiceFault.of(403, "IncompleteSignature", "Unsupported AWS 'algorithm': '" + refusal.detail() + "'.");
            case MALFORMED_HEADER, MALFORMED_QUERY -> ServiceFault.of(403, "IncompleteSignature", refusal.detail());
            case UNKNOWN_KEY, TOKEN -> ServiceFault.of(403, "InvalidClientTokenId", INVALID_TOKEN);
            case EXPIRED_TOKEN -> ServiceFault.of(403, "ExpiredToken", EXPIRED_TOKEN);
            case SKEW, EXPIRED_URL -> ServiceFault.of(403, "SignatureDoesNotMatch", refusal.detail());
            case MISMATCH, MISSING_HASH, PAYLOAD -> ServiceFault.of(403, "SignatureDoesNotMatch", MISMATCH);
            case UNSIGNED_HEADERS -> ServiceFault.of(403, "SignatureDoesNotMatch", unsigned(refusal));
        };
    }

    private static AwsServiceException ec2(Refusal refusal) {
        return switch (refusal.reason()) {
            case MISSING ->
                ServiceFault.of(
                        400,
                        "MissingParameter",
                        "The request must contain the parameter AWSAccessKeyId or X-Amz-Credential");
            case EXPIRED_TOKEN, SKEW, EXPIRED_URL -> ServiceFault.of(400, "RequestExpired", "Request has expired.");
            case SCHEME,
                    MALFORMED_HEADER,
                    MALFORMED_QUERY,
                    UNKNOWN_KEY,
                    TOKEN,
                    MISMATCH,
                    UNSIGNED_HEADERS,
                    MISSING_HASH,
                    PAYLOAD ->
                ServiceFault.of(401, "AuthFailure", "AWS was not able to validate the provided access credentials");
        };
    }

    private static String unsigned(Refusal refusal) {
        return "'" + refusal.detail() + "' must be a 'SignedHeader' in the AWS Authorization.";
    }
}
