package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidRequest;

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

    private static S3Exception missing(String code, String message, String bucket) {
        return fault(404, code, message, Map.of("BucketName", bucket));
    }

    private SettingFaults() {}
}
