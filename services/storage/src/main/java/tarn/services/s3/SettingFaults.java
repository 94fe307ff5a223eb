package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What can be wrong with how a bucket is set up, in S3's own words. */
final class SettingFaults {

    static S3Exception noCors(String bucket) {
        return missing("NoSuchCORSConfiguration", "The CORS configuration does not exist", bucket);
    }

    static S3Exception tooManyCorsRules(int countMax) {
        return invalidRequest("The number of CORS rules should not exceed allowed limit of " + countMax + " rules.");
    }

    static S3Exception corsMethodUnsupported(String method) {
        return invalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }

    static S3Exception corsWildcards(String member, String value) {
        return invalidRequest(member + " \"" + value + "\" can not have more than one wildcard.");
    }

    static S3Exception corsExposesWildcard(String header) {
        return invalidRequest("ExposeHeader \"" + header
                + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
    }

    static S3Exception accelerationNeedsPlainName() {
        return invalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
    }

    static S3Exception noPublicAccessBlock(String bucket) {
        return missing(
                "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", bucket);
    }

    static S3Exception noOwnershipControls(String bucket) {
        return missing("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", bucket);
    }

    static S3Exception publicAclBlockedAtCreation() {
        return fault(
                400,
                "InvalidBucketAclWithBlockPublicAccessError",
                "Bucket cannot have public ACLs set with BlockPublicAccess enabled");
    }

    static S3Exception cannedAndGranted() {
        return invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
    }

    static S3Exception grantByMail() {
        return fault(
                400,
                "UnresolvableGrantByEmailAddress",
                "The e-mail address you provided does not match any account on record.");
    }

    static S3Exception noAclGiven() {
        return fault(
                400,
                "MissingSecurityHeader",
                "Your request was missing a required header",
                Map.of("MissingHeaderName", "x-amz-acl"));
    }

    static S3Exception aclGivenTwice() {
        return fault(400, "UnexpectedContent", "This request does not support content");
    }

    static S3Exception malformedAcl() {
        return fault(
                400,
                "MalformedACLError",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static S3Exception noPolicy(String bucket) {
        return missing("NoSuchBucketPolicy", "The bucket policy does not exist", bucket);
    }

    static S3Exception malformedPolicy(String problem) {
        return fault(400, "MalformedPolicy", problem);
    }

    static S3Exception publicPolicyBlocked(String principal, String bucket) {
        return fault(
                403,
                "AccessDenied",
                "User: " + principal + " is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::"
                        + bucket
                        + "\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public"
                        + " Access.");
    }

    static S3Exception noWebsite(String bucket) {
        return missing(
                "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", bucket);
    }

    static S3Exception methodNotAllowed() {
        return fault(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }

    static S3Exception invalidLogTarget(String message) {
        return fault(400, "InvalidTargetBucketForLogging", message);
    }

    static S3Exception crossLocationLogging() {
        return fault(403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed.");
    }

    static S3Exception logGrantsNotTaken() {
        return S3Faults.invalidArgument(
                "Bucket logging cannot have TargetGrants when the target bucket's object ownership is"
                        + " BucketOwnerEnforced",
                "TargetGrants",
                "");
    }

    static S3Exception invalidDestination(List<String> destinations) {
        var extra = new LinkedHashMap<String, String>();
        for (int i = 0; i < destinations.size(); i++) {
            extra.put("ArgumentName" + (i + 1), destinations.get(i));
            extra.put("ArgumentValue" + (i + 1), "The destination does not exist, or Tarn cannot deliver to it yet");
        }
        return fault(400, "InvalidArgument", "Unable to validate the following destination configurations", extra);
    }

    private static S3Exception missing(String code, String message, String bucket) {
        return fault(404, code, message, Map.of("BucketName", bucket));
    }

    private SettingFaults() {}
}
