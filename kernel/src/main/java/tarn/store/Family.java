package tarn.store;

import java.nio.charset.StandardCharsets;
import org.rocksdb.RocksDB;

/**
 * The column families. They are fixed: a family per kind of record would cost files and memory for each.
 */
enum Family {
    /** Places, versions of formats, settings of the data directory. */
    META(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8)),
    /** Records, by place and key. */
    RECORDS("records"),
    /** Which blob files are owned, by id: the place and account they count to. */
    BLOBS("blobs"),
    /** Blob files that nobody owns any more and that are still to be deleted, by id. */
    RELEASED("released");

    final String title;

    Family(String title) {
        this.title = title;
    }
}
