package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.with;

import software.amazon.awssdk.services.dynamodb.model.BackupInUseException;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ExportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ImportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ImportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;
import software.amazon.awssdk.services.dynamodb.model.InvalidRestoreTimeException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.TableAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.TableInUseException;

/** What goes wrong with copies of tables, in AWS's own words. */
final class RecoveryFaults {

    static DynamoDbException backupNotFound(String arn) {
        return with(BackupNotFoundException.builder(), "BackupNotFoundException", "Backup not found: " + arn);
    }

    static DynamoDbException backupInUse(String arn) {
        return with(BackupInUseException.builder(), "BackupInUseException", "Backup is being used: " + arn);
    }

    static DynamoDbException targetExists(String name) {
        return with(
                TableAlreadyExistsException.builder(), "TableAlreadyExistsException", "Table already exists: " + name);
    }

    static DynamoDbException tableBusy(String name) {
        return with(TableInUseException.builder(), "TableInUseException", "Table is being created: " + name);
    }

    static DynamoDbException recoveryOff(String name) {
        return with(
                PointInTimeRecoveryUnavailableException.builder(),
                "PointInTimeRecoveryUnavailableException",
                "Point in time recovery is not enabled for table '" + name + "'");
    }

    static DynamoDbException restoreTimeInvalid(String why) {
        return with(InvalidRestoreTimeException.builder(), "InvalidRestoreTimeException", why);
    }

    static DynamoDbException exportTimeInvalid(String why) {
        return with(InvalidExportTimeException.builder(), "InvalidExportTimeException", why);
    }

    static DynamoDbException exportNotFound(String arn) {
        return with(ExportNotFoundException.builder(), "ExportNotFoundException", "Export not found: " + arn);
    }

    static DynamoDbException exportConflict(String token) {
        return with(
                ExportConflictException.builder(),
                "ExportConflictException",
                "The ClientToken " + token + " was already used with other parameters.");
    }

    static DynamoDbException importNotFound(String arn) {
        return with(ImportNotFoundException.builder(), "ImportNotFoundException", "Import not found: " + arn);
    }

    static DynamoDbException importConflict(String token) {
        return with(
                ImportConflictException.builder(),
                "ImportConflictException",
                "The ClientToken " + token + " was already used with other parameters.");
    }

    private RecoveryFaults() {}
}
