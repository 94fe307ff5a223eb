package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;

/**
 * An import, as it is kept.
 *
 * @param told what is answered of it
 * @param asked the request, to know a repetition by
 */
record StoredImport(String id, String table, ImportTableDescription told, String asked) {

    StoredImport told(ImportTableDescription next) {
        return new StoredImport(id, table, next, asked);
    }
}
