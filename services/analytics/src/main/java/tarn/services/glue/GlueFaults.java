package tarn.services.glue;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.glue.model.AccessDeniedException;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsTaskNotRunningException;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsTaskRunningException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.ConditionCheckFailureException;
import software.amazon.awssdk.services.glue.model.ConflictException;
import software.amazon.awssdk.services.glue.model.CrawlerNotRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerStoppingException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueEncryptionException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.InvalidStateException;
import software.amazon.awssdk.services.glue.model.NoScheduleException;
import software.amazon.awssdk.services.glue.model.ResourceNumberLimitExceededException;
import software.amazon.awssdk.services.glue.model.SchedulerNotRunningException;
import software.amazon.awssdk.services.glue.model.SchedulerRunningException;

/** Glue's errors in AWS's own words. All of them are answered with status 400. */
final class GlueFaults {

    private GlueFaults() {}

    static GlueException databaseNotFound(String name) {
        return notFound("Database " + name + " not found.");
    }

    static GlueException databaseExists() {
        return exists("Database already exists.");
    }

    static GlueException tableNotFound(String name) {
        return notFound("Table " + name + " not found.");
    }

    static GlueException tableExists() {
        return exists("Table already exists.");
    }

    static GlueException versionNotFound() {
        return notFound("Version not found.");
    }

    static GlueException partitionNotFound() {
        return notFound("Cannot find partition.");
    }

    static GlueException partitionExists() {
        return exists("Partition already exists.");
    }

    static GlueException statisticsNotFound(String column) {
        return notFound("Column statistics of column " + column + " not found.");
    }

    static GlueException crawlerNotFound(String name) {
        return notFound("Crawler entry with name " + name + " does not exist");
    }

    static GlueException crawlerExists(String name) {
        return exists("Crawler with name " + name + " already exists");
    }

    static GlueException crawlerRunning(String name) {
        return fault(CrawlerRunningException.builder(), "Crawler with name " + name + " has already started");
    }

    static GlueException crawlerBusy() {
        return fault(
                CrawlerRunningException.builder(),
                "Cannot update Crawler while running. Please stop crawl or wait until it completes to update.");
    }

    static GlueException crawlerNotRunning(String name) {
        return fault(CrawlerNotRunningException.builder(), "Crawler with name " + name + " isn't running");
    }

    static GlueException crawlerStopping(String name) {
        return fault(CrawlerStoppingException.builder(), "Crawler with name " + name + " is stopping");
    }

    static GlueException noSchedule(String name) {
        return fault(NoScheduleException.builder(), "Crawler with name " + name + " has no schedule");
    }

    static GlueException scheduleRunning(String name) {
        return fault(SchedulerRunningException.builder(), "Schedule of crawler " + name + " is already running");
    }

    static GlueException scheduleNotRunning(String name) {
        return fault(SchedulerNotRunningException.builder(), "Schedule of crawler " + name + " is not running");
    }

    static GlueException statisticsRunning(String table) {
        return fault(
                ColumnStatisticsTaskRunningException.builder(),
                "Column statistics task is already running for table " + table);
    }

    static GlueException statisticsNotRunning(String table) {
        return fault(
                ColumnStatisticsTaskNotRunningException.builder(),
                "Column statistics task is not running for table " + table);
    }

    static GlueException encryption(String why) {
        return fault(GlueEncryptionException.builder(), why);
    }

    static GlueException concurrentUpdate() {
        return fault(ConcurrentModificationException.builder(), "Update table failed due to concurrent modifications.");
    }

    static GlueException limitExceeded(String what) {
        return fault(ResourceNumberLimitExceededException.builder(), "Resource number limit exceeded: " + what);
    }

    static GlueException invalid(String why) {
        return fault(InvalidInputException.builder(), why);
    }

    static GlueException invalidState(String why) {
        return fault(InvalidStateException.builder(), why);
    }

    static GlueException denied(String why) {
        return fault(AccessDeniedException.builder(), why);
    }

    static GlueException conditionFailed(String why) {
        return fault(ConditionCheckFailureException.builder(), why);
    }

    static GlueException conflict(String why) {
        return fault(ConflictException.builder(), why);
    }

    static GlueException notFound(String message) {
        return fault(EntityNotFoundException.builder(), message);
    }

    static GlueException exists(String message) {
        return fault(AlreadyExistsException.builder(), message);
    }

    private static GlueException fault(GlueException.Builder fault, String message) {
        var code = fault.getClass().getEnclosingClass().getSimpleName();
        var details = AwsErrorDetails.builder()
                .serviceName("Glue")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (GlueException)
                fault.message(message).statusCode(400).awsErrorDetails(details).build();
    }
}
