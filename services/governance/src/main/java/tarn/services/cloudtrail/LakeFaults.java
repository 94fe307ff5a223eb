package tarn.services.cloudtrail;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreAlreadyExistsException;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreArnInvalidException;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreMaxLimitExceededException;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.EventDataStoreTerminationProtectedException;
import software.amazon.awssdk.services.cloudtrail.model.InactiveEventDataStoreException;
import software.amazon.awssdk.services.cloudtrail.model.InactiveQueryException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidEventDataStoreStatusException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidQueryStatementException;
import software.amazon.awssdk.services.cloudtrail.model.QueryIdNotFoundException;

/** The errors of event data stores, in AWS's own words. */
final class LakeFaults {

    static AwsServiceException lakeNotFound(String arn) {
        return EventDataStoreNotFoundException.builder()
                .message("The specified event data store " + arn + " was not found.")
                .build();
    }

    static AwsServiceException badLakeArn(String arn) {
        return EventDataStoreArnInvalidException.builder()
                .message("The specified event data store ARN " + arn + " is not valid.")
                .build();
    }

    static AwsServiceException lakeExists(String name) {
        return EventDataStoreAlreadyExistsException.builder()
                .message("An event data store with the name " + name + " already exists.")
                .build();
    }

    static AwsServiceException tooManyLakes() {
        return EventDataStoreMaxLimitExceededException.builder()
                .message("Your account has used the maximum number of event data stores.")
                .build();
    }

    static AwsServiceException terminationProtected() {
        return EventDataStoreTerminationProtectedException.builder()
                .message("The event data store cannot be deleted because termination protection is enabled for it.")
                .build();
    }

    static AwsServiceException notPending(String arn) {
        return InvalidEventDataStoreStatusException.builder()
                .message("The event data store " + arn + " is not in PENDING_DELETION.")
                .build();
    }

    static AwsServiceException wrongStatus(String arn, String status) {
        return InvalidEventDataStoreStatusException.builder()
                .message("The event data store " + arn + " is in " + status + ".")
                .build();
    }

    static AwsServiceException inactive(String arn) {
        return InactiveEventDataStoreException.builder()
                .message("The event data store " + arn + " is inactive.")
                .build();
    }

    static AwsServiceException badQuery(String why) {
        return InvalidQueryStatementException.builder().message(why).build();
    }

    static AwsServiceException queryNotFound(String id) {
        return QueryIdNotFoundException.builder()
                .message("The query " + id + " was not found.")
                .build();
    }

    static AwsServiceException inactiveQuery(String id) {
        return InactiveQueryException.builder()
                .message("The query " + id + " is not running.")
                .build();
    }

    private LakeFaults() {}
}
