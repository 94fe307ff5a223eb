package tarn.services.dynamodb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * A stream of a table's changes, as it is kept: longer than its table, if that is deleted.
 *
 * @param number the table's, under which the changes lie
 * @param ended when it was disabled; null while changes go into it
 * @param policy who may read it, beside those whom its account lets; null if it has none
 */
record StoredStream(
        String table,
        int number,
        String label,
        Instant since,
        StreamViewType view,
        Keys keys,
        @Nullable Instant ended,
        @Nullable String policy) {

    StoredStream ended(Instant when) {
        return new StoredStream(table, number, label, since, view, keys, when, policy);
    }

    StoredStream governed(@Nullable String by) {
        return new StoredStream(table, number, label, since, view, keys, ended, by);
    }
}
