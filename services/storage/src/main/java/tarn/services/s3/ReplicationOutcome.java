package tarn.services.s3;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * What came of a version at one destination; where it is not there, why, in AWS's words.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html">Failure reasons</a>
 */
enum ReplicationOutcome {
    COPIED(""),
    /** Somebody else was faster; to be looked at again. */
    CHANGED(""),
    NO_RULE("SrcBucketReplicationConfigMissing"),
    NO_ROLE("AssumeRoleNotPermitted"),
    NO_BUCKET("DstBucketNotFound"),
    NOT_VERSIONED("DstBucketUnversioned"),
    NO_LOCK("DstBucketObjectLockConfigMissing"),
    MAY_NOT_READ("SrcGetObjectNotPermitted"),
    MAY_NOT_WRITE("DstPutObjectNotPermitted"),
    MAY_NOT_DELETE("DstDelObjNotPermitted"),
    GONE("DstVersionNotFound"),
    NO_KEY("DstKmsKeyInvalidState"),
    /** Tried too often. */
    GIVEN_UP("DstPutObjectNotPermitted");

    private final String reason;

    ReplicationOutcome(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    boolean failed() {
        return this != COPIED && this != CHANGED;
    }

    /** What it comes to if the copying was refused. */
    static ReplicationOutcome of(AwsServiceException refused) {
        return refused instanceof KmsException ? NO_KEY : MAY_NOT_WRITE;
    }
}
