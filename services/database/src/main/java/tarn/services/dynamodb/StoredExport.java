package tarn.services.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;

/**
 * An export, as it is kept.
 *
 * @param told what is answered of it
 * @param asked the request, to know a repetition by
 */
record StoredExport(
        String id,
        String table,
        ExportDescription told,
        @Nullable String asked) {

    StoredExport told(ExportDescription next) {
        return new StoredExport(id, table, next, asked);
    }
}
