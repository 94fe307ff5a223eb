package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.fault;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What can be wrong with access grants, in AWS's words.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3AccessGrantsErrorCodeList">Error
 *     codes</a>
 */
final class GrantFaults {

    static AwsServiceException noInstance() {
        return fault(404, "AccessGrantsInstanceNotExistsError", "Access Grants Instance does not exist");
    }

    static AwsServiceException instanceExists() {
        return fault(409, "AccessGrantsInstanceAlreadyExists", "Access Grants Instance already exists");
    }

    static AwsServiceException instanceNotEmpty() {
        return fault(
                400,
                "AccessGrantsInstanceNotEmptyError",
                "Please clean up locations before deleting the access grants instance");
    }

    static AwsServiceException noLocation() {
        return fault(404, "NoSuchAccessGrantsLocationError", "The specified access grants location does not exist");
    }

    static AwsServiceException locationExists() {
        return fault(
                409, "AccessGrantsLocationAlreadyExistsError", "The specified access grants location already exists");
    }

    static AwsServiceException locationNotEmpty() {
        return fault(
                400,
                "AccessGrantsLocationNotEmptyError",
                "Please clean up access grants before deleting access grants location");
    }

    static AwsServiceException invalidLocation() {
        return fault(400, "InvalidAccessGrantsLocation", "The specified Access Grants Location is invalid");
    }

    static AwsServiceException tooManyLocations(int quota) {
        return fault(
                409,
                "AccessGrantsLocationsQuotaExceededError",
                "The access grants location quota has been exceeded. Access Grants Locations Quota: " + quota + ".");
    }

    static AwsServiceException noGrant() {
        return fault(404, "NoSuchAccessGrantError", "The specified access grant does not exist");
    }

    static AwsServiceException grantExists() {
        return fault(409, "AccessGrantAlreadyExists", "The specified access grant already exists");
    }

    static AwsServiceException invalidGrant() {
        return fault(400, "InvalidAccessGrant", "The specified Access Grant is invalid");
    }

    static AwsServiceException tooManyGrants(int quota) {
        return fault(
                409,
                "AccessGrantsQuotaExceededError",
                "The access grants quota has been exceeded. Access Grants Quota: " + quota + ".");
    }

    static AwsServiceException invalidRole() {
        return fault(400, "InvalidIamRole", "The specified IAM Role is invalid");
    }

    static AwsServiceException notGranted(String permission, String target) {
        return fault(
                403,
                "AccessDenied",
                "You do not have " + permission + " permissions to the requested S3 Prefix: " + target);
    }

    static AwsServiceException roleRefused(String role) {
        return fault(
                403,
                "StsNotAuthorizedError",
                "User: access-grants.s3.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: "
                        + role);
    }

    private GrantFaults() {}
}
