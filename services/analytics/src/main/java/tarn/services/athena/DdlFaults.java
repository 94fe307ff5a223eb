package tarn.services.athena;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.services.athena.QueryFailure.Cause;

/** What can be wrong with a data definition, in the words of Hive that Athena's users know. */
final class DdlFaults {

    private static final String TASK =
            "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";

    static QueryFailure databaseExists(String name) {
        return user(TASK + "Database " + name + " already exists");
    }

    static QueryFailure databaseMissing(String name) {
        return user("FAILED: SemanticException [Error 10072]: Database does not exist: " + name);
    }

    static QueryFailure databaseNotEmpty(String name) {
        return user(TASK + "InvalidOperationException(message:Database " + name
                + " is not empty. One or more tables exist.)");
    }

    static QueryFailure tableExists(String name) {
        return user(TASK + "AlreadyExistsException(message:Table " + name + " already exists.)");
    }

    static QueryFailure tableMissing(String name) {
        return user("FAILED: SemanticException [Error 10001]: Table not found " + name);
    }

    static QueryFailure notATable(String name) {
        return user("FAILED: SemanticException Cannot drop a view with DROP TABLE. Use DROP VIEW for " + name);
    }

    static QueryFailure notAView(String name) {
        return user("FAILED: SemanticException " + name + " is not a view");
    }

    static QueryFailure managedTable() {
        return user("FAILED: SemanticException Only external tables can be defined. Write CREATE EXTERNAL TABLE");
    }

    /** What Athena does not do to Iceberg's tables, or only to them. */
    static QueryFailure notSupported(String what) {
        return new QueryFailure(Cause.USER, "NOT_SUPPORTED: " + what);
    }

    static QueryFailure notIceberg(String table) {
        return notSupported("Table " + table + " is not an Iceberg table");
    }

    static QueryFailure icebergProperty(String key) {
        return user("Unsupported table property key: " + key);
    }

    static QueryFailure icebergType(String type) {
        return user("Type is not supported by Iceberg tables: " + type);
    }

    static QueryFailure locationMissing() {
        return user("FAILED: SemanticException table location must be provided");
    }

    static QueryFailure locationInvalid(String location) {
        return user(TASK + "MetaException(message:The location '" + location
                + "' is not valid. It must be an S3 path such as s3://bucket/folder/)");
    }

    /** Fails unless a location is a place in S3. */
    static void checkLocation(String location) {
        if (S3Path.parse(location).isEmpty()) {
            throw locationInvalid(location);
        }
    }

    static QueryFailure formatUnknown(String format) {
        return user("FAILED: SemanticException Unrecognized file format in STORED AS clause: '" + format + "'");
    }

    static QueryFailure columnRepeated(String name) {
        return user("FAILED: SemanticException [Error 10036]: Duplicate column name: " + name);
    }

    static QueryFailure columnIsPartitionKey() {
        return user("FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns");
    }

    static QueryFailure columnMissing(String name) {
        return user("FAILED: SemanticException [Error 10002]: Invalid column reference " + name);
    }

    static QueryFailure columnsMissing() {
        return user("FAILED: SemanticException [Error 10043]: Either list of columns or a custom serializer should be"
                + " specified");
    }

    static QueryFailure notPartitioned(String table) {
        return user("FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table " + table
                + " is not a partitioned table");
    }

    static QueryFailure partitionKeyUnknown(String key) {
        return user("FAILED: SemanticException [Error 10098]: Non-Partition column appears in the partition"
                + " specification:  " + key);
    }

    static QueryFailure partitionIncomplete(String spec) {
        return user("FAILED: SemanticException [Error 10001]: partition spec " + spec
                + " doesn't contain all (and only) partition keys of the table");
    }

    static QueryFailure partitionExists(String values) {
        return user(TASK + "AlreadyExistsException(message:Partition already exists: " + values + ")");
    }

    static QueryFailure partitionMissing(String spec) {
        return user("FAILED: SemanticException [Error 10006]: Partition not found " + spec);
    }

    /** What a peer refused, in its own words. */
    static QueryFailure refused(AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        if (details == null) {
            return new QueryFailure(Cause.OTHER, TASK + refusal.getMessage(), refusal);
        }
        return new QueryFailure(
                Cause.USER,
                TASK + details.errorMessage() + " (Service: " + details.serviceName() + "; Status Code: "
                        + refusal.statusCode() + "; Error Code: " + details.errorCode() + ")",
                refusal);
    }

    private static QueryFailure user(String message) {
        return new QueryFailure(Cause.USER, message);
    }

    private DdlFaults() {}
}
