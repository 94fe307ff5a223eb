package tarn.services.dynamodb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import tarn.kernel.Arn;
import tarn.kernel.Caller;

/**
 * A backup, as it is kept: a moment of a table, and what the table was then.
 *
 * @param id of its moment, and the end of its ARN
 * @param cut all changes below this number are in it, and no other; see {@link Pasts}
 * @param expires when it goes by itself; null if never
 */
record StoredBackup(
        String id,
        String name,
        BackupType type,
        StoredTable table,
        long cut,
        Instant created,
        long items,
        long bytes,
        @Nullable Instant expires) {

    Arn arn() {
        return Caller.current().arn("dynamodb", "table/" + table.name() + "/backup/" + id);
    }
}
