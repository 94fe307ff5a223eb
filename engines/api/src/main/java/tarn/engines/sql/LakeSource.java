package tarn.engines.sql;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tables that lie elsewhere than in the lake: in a database, for instance. They are read and never changed. Schemas,
 * tables and columns are named in lower case; a call speaks for the caller whose lake the source belongs to, from the
 * engine's own threads, many at once. What goes wrong is a {@link LakeFailure}.
 */
public interface LakeSource {

    /**
     * A column.
     *
     * @param type in the engine's words: {@code decimal(38,9)}, {@code array(varchar)}, {@code row(a bigint)}
     */
    record Column(String name, String type) {}

    /**
     * What is to be read.
     *
     * @param columns in the order in which rows have them; may be empty, if only their number counts
     * @param conditions which no row that matters fails; a row too many is harmless, since the engine looks again
     * @param limit as many rows as are enough, if no condition is left out
     */
    record Read(String schema, String table, List<String> columns, List<LakeCondition> conditions, OptionalLong limit) {

        public Read {
            columns = List.copyOf(columns);
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * Rows as they come. Values are Boolean, Number, BigDecimal, String, byte arrays, LocalDate, LocalDateTime, lists
     * for arrays, and maps for maps and, by field, for rows.
     */
    interface Rows extends Iterator<List<@Nullable Object>>, AutoCloseable {
        @Override
        void close();
    }

    /** Whether the name stands for the lake's own tables; then nothing else is asked. */
    default boolean isLake() {
        return false;
    }

    List<String> schemas();

    List<String> tables(String schema);

    /** The columns of a table; empty if there is no such table. */
    Optional<List<Column>> columns(String schema, String table);

    Rows read(Read read);
}
