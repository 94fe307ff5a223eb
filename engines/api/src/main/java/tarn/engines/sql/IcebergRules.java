package tarn.engines.sql;

import java.util.Optional;

/**
 * What Iceberg's rules make of a table's metadata. Nothing is read or written here: JSON comes and goes, in the shapes
 * of Iceberg's table specification and of its REST catalog.
 *
 * <p>What is stamped with a time carries the machine's, since Iceberg's library stamps it.
 */
public interface IcebergRules {

    /**
     * Metadata as it lies in a file.
     *
     * @param json the content of the metadata file
     * @param location the file's URI
     */
    record Present(String json, String location) {}

    /**
     * The first metadata of a table.
     *
     * @param request a {@code CreateTableRequest}
     * @param location where the table lies
     * @throws IcebergRefusal {@code INVALID}
     */
    String create(String request, String location);

    /**
     * What a change makes of a table.
     *
     * @param present the table's metadata; empty if there is no such table
     * @param request a {@code CommitTableRequest}: requirements, all of which must hold, and updates
     * @throws IcebergRefusal {@code CONFLICT} if a requirement does not hold, {@code INVALID}
     */
    String change(Optional<Present> present, String request);
}
