package tarn.services.cloudtrail;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailArnInvalidException;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;
import software.amazon.awssdk.services.cloudtrail.model.InsightNotEnabledException;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientEncryptionPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientS3BucketPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientSnsTopicPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidCloudWatchLogsLogGroupArnException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidCloudWatchLogsRoleArnException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidEventSelectorsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidHomeRegionException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidLookupAttributesException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidS3PrefixException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidSnsTopicNameException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTagParameterException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTimeRangeException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTrailNameException;
import software.amazon.awssdk.services.cloudtrail.model.MaximumNumberOfTrailsExceededException;
import software.amazon.awssdk.services.cloudtrail.model.OrganizationsNotInUseException;
import software.amazon.awssdk.services.cloudtrail.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.ResourceTypeNotSupportedException;
import software.amazon.awssdk.services.cloudtrail.model.S3BucketDoesNotExistException;
import software.amazon.awssdk.services.cloudtrail.model.TagsLimitExceededException;
import software.amazon.awssdk.services.cloudtrail.model.TrailAlreadyExistsException;
import software.amazon.awssdk.services.cloudtrail.model.TrailNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.UnsupportedOperationException;

/** The errors of trails and of the event history, in AWS's own words. */
final class CloudTrailFaults {

    static CloudTrailException trailNotFound(String arn, String account) {
        return (CloudTrailException) TrailNotFoundException.builder()
                .message("Unknown trail: " + arn + " for the user: " + account)
                .build();
    }

    static AwsServiceException trailExists(String name, String account) {
        return TrailAlreadyExistsException.builder()
                .message("Trail " + name + " already exists for customer: " + account)
                .build();
    }

    static AwsServiceException badTrailName(String why) {
        return InvalidTrailNameException.builder().message(why).build();
    }

    static AwsServiceException badArn(String arn) {
        return CloudTrailArnInvalidException.builder()
                .message("Invalid trail ARN: " + arn)
                .build();
    }

    static AwsServiceException tooManyTrails(String account) {
        return MaximumNumberOfTrailsExceededException.builder()
                .message("User: " + account + " already has 5 trails in this region.")
                .build();
    }

    static AwsServiceException anotherHome(String arn, String home) {
        return InvalidHomeRegionException.builder()
                .message("Trail " + arn + " must be updated from its home region " + home)
                .build();
    }

    static AwsServiceException bucketNotFound(String bucket) {
        return S3BucketDoesNotExistException.builder()
                .message("S3 bucket " + bucket + " does not exist!")
                .build();
    }

    static AwsServiceException bucketPolicyInsufficient(String bucket) {
        return InsufficientS3BucketPolicyException.builder()
                .message("Incorrect S3 bucket policy is detected for bucket: " + bucket)
                .build();
    }

    static AwsServiceException keyPolicyInsufficient(String why) {
        return InsufficientEncryptionPolicyException.builder().message(why).build();
    }

    static AwsServiceException prefixTooLong() {
        return InvalidS3PrefixException.builder()
                .message("S3 prefix is longer than maximum length: 200.")
                .build();
    }

    static AwsServiceException topicUnusable() {
        return InsufficientSnsTopicPolicyException.builder()
                .message("SNS Topic does not exist or the topic policy is incorrect!")
                .build();
    }

    static AwsServiceException badTopicName() {
        return InvalidSnsTopicNameException.builder()
                .message(
                        "SNS topic name must be 1 to 256 letters, digits, hyphens and underscores, or an ARN of a topic.")
                .build();
    }

    static AwsServiceException logGroupInvalid(String why) {
        return InvalidCloudWatchLogsLogGroupArnException.builder().message(why).build();
    }

    static AwsServiceException logsRoleInvalid(String why) {
        return InvalidCloudWatchLogsRoleArnException.builder().message(why).build();
    }

    static AwsServiceException noOrganization() {
        return OrganizationsNotInUseException.builder()
                .message(
                        "The request could not be processed because your account is not associated with an organization.")
                .build();
    }

    static AwsServiceException multiRegionNeedsGlobal() {
        return InvalidParameterCombinationException.builder()
                .message("Multi-Region trail must include global service events.")
                .build();
    }

    static AwsServiceException badSelectors(String why) {
        return InvalidEventSelectorsException.builder().message(why).build();
    }

    static AwsServiceException insightsOff(String trail) {
        return InsightNotEnabledException.builder()
                .message("Trail " + trail + " does not have Insights enabled.")
                .build();
    }

    static AwsServiceException insightsUnsupported() {
        return UnsupportedOperationException.builder()
                .message("Tarn does not compute Insights events: they cannot be enabled.")
                .build();
    }

    static AwsServiceException unsupported(String what) {
        return UnsupportedOperationException.builder()
                .message("Tarn does not support " + what + ".")
                .build();
    }

    static AwsServiceException badTimeRange() {
        return InvalidTimeRangeException.builder()
                .message("StartTime cannot be later than EndTime.")
                .build();
    }

    static AwsServiceException badMaxResults(int most) {
        return InvalidMaxResultsException.builder()
                .message("MaxResults must be between 1 and " + most + ".")
                .build();
    }

    static AwsServiceException badToken() {
        return InvalidNextTokenException.builder().message("Invalid NextToken.").build();
    }

    static AwsServiceException badLookup(String why) {
        return InvalidLookupAttributesException.builder().message(why).build();
    }

    static AwsServiceException resourceNotFound(String arn) {
        return ResourceNotFoundException.builder()
                .message("Resource " + arn + " does not exist.")
                .build();
    }

    static AwsServiceException notTaggable(String arn) {
        return ResourceTypeNotSupportedException.builder()
                .message("The resource type of " + arn + " does not support tags.")
                .build();
    }

    static AwsServiceException tooManyTags() {
        return TagsLimitExceededException.builder()
                .message("The number of tags per resource has exceeded the permitted amount of 50.")
                .build();
    }

    static AwsServiceException badTag(String why) {
        return InvalidTagParameterException.builder().message(why).build();
    }

    private CloudTrailFaults() {}
}
