package tarn.engines.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Databases, tables and partitions as one caller sees them. Names come in lower case. What is absent is an empty
 * {@link Optional} when asked for, and a {@link LakeFailure} of kind {@code NOT_FOUND} when changed.
 */
public interface LakeCatalog {

    List<LakeDatabase> databases();

    Optional<LakeDatabase> database(String name);

    /**
     * Adds a database.
     *
     * @throws LakeFailure {@code ALREADY_EXISTS}
     */
    void createDatabase(LakeDatabase database);

    /** Removes a database that has no tables; files stay. */
    void dropDatabase(String name);

    /** The tables and views of a database, with their definitions; empty if there is no such database. */
    List<LakeTable> tables(String database);

    Optional<LakeTable> table(String database, String name);

    /**
     * Adds a table or view.
     *
     * @throws LakeFailure {@code ALREADY_EXISTS}; {@code NOT_FOUND} if there is no such database
     */
    void createTable(LakeTable table);

    /** Replaces the definition of a table or view, found by the database and name given; a new name renames it. */
    void replaceTable(String database, String name, LakeTable table);

    /** Removes a table and its partitions from the catalog; files stay. */
    void dropTable(String database, String name);

    /**
     * The values of all partitions that meet every condition, in the order of the table's partition keys. A partition
     * too many is harmless, since the engine looks again; one too few loses rows. Here projected partitions come in.
     */
    List<List<String>> partitionValues(LakeTable table, List<LakeCondition> conditions);

    /** The partitions with these values; those that do not exist are left out. */
    List<LakePartition> partitions(LakeTable table, List<List<String>> values);

    /**
     * Adds partitions, all or none.
     *
     * @throws LakeFailure {@code ALREADY_EXISTS}
     */
    void addPartitions(LakeTable table, List<LakePartition> partitions);

    /** Replaces the definition of a partition, found by its values. */
    void replacePartition(LakeTable table, LakePartition partition);

    /** Removes a partition from the catalog; files stay. */
    void dropPartition(LakeTable table, List<String> values);

    /** What is known of columns' contents, for the planner; columns of which nothing is known are left out. */
    default Map<String, LakeColumnStatistics> statistics(LakeTable table, Set<String> columns) {
        return Map.of();
    }
}
