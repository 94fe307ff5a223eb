package tarn.services.dynamodb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * A stream of a table's changes, as it is kept: longer than its table, if that is deleted.
 *
 * @param number the table's, under which the changes lie
 * @param ended when it was disabled; null while changes go into it
 */
record StoredStream(
        String table,
        int number,
        String label,
        Instant since,
        StreamViewType view,
        Keys keys,
        @Nullable Instant ended) {

    StoredStream ended(Instant when) {
        return new StoredStream(table, number, label, since, view, keys, when);
    }
}
