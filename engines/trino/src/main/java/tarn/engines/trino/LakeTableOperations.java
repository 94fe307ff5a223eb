package tarn.engines.trino;

import com.google.inject.Inject;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.metastore.PrincipalPrivileges;
import io.trino.metastore.Table;
import io.trino.metastore.cache.CachingHiveMetastore;
import io.trino.plugin.iceberg.IcebergSessionProperties;
import io.trino.plugin.iceberg.catalog.IcebergTableOperations;
import io.trino.plugin.iceberg.catalog.IcebergTableOperationsProvider;
import io.trino.plugin.iceberg.catalog.TrinoCatalog;
import io.trino.plugin.iceberg.catalog.hms.AbstractMetastoreTableOperations;
import io.trino.plugin.iceberg.catalog.hms.TrinoHiveCatalog;
import io.trino.plugin.iceberg.encryption.EncryptionManagerFactory;
import io.trino.plugin.iceberg.fileio.ForwardingFileIoFactory;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;

/**
 * How a change of an Iceberg table is committed: the lake's catalog takes the place of the new metadata file if it still
 * names the old one. Otherwise somebody else was first, and Iceberg tries again on what they left.
 */
final class LakeTableOperations extends AbstractMetastoreTableOperations {

    private LakeTableOperations(
            FileIO files,
            CachingHiveMetastore metastore,
            ConnectorSession session,
            String database,
            String table,
            Optional<String> owner,
            Optional<String> location,
            EncryptionManagerFactory encryption) {
        super(files, metastore, session, database, table, owner, location, encryption);
    }

    @Override
    protected void commitToExistingTable(TableMetadata base, TableMetadata metadata) {
        var table = getTable();
        if (!currentMetadataLocation.equals(table.getParameters().get("metadata_location"))) {
            throw new CommitFailedException("Table %s was changed meanwhile", getSchemaTableName());
        }
        var written = writeNewMetadata(metadata, version.orElseThrow() + 1);
        var next = Table.builder(table)
                .apply(builder ->
                        updateMetastoreTable(builder, metadata, written, Optional.of(currentMetadataLocation)))
                .build();
        try {
            metastore.replaceTable(database, tableName, next, PrincipalPrivileges.NO_PRIVILEGES, Map.of());
        } catch (TrinoException e) {
            if (e.getErrorCode().equals(StandardErrorCode.GENERIC_INTERNAL_ERROR.toErrorCode())) {
                throw new CommitStateUnknownException(e);
            }
            io().deleteFile(written);
            if (e.getErrorCode().equals(StandardErrorCode.TRANSACTION_CONFLICT.toErrorCode())) {
                throw new CommitFailedException(e, "Table %s was changed meanwhile", getSchemaTableName());
            }
            throw new ForbiddenException(e, "%s", e.getMessage());
        }
    }

    @Override
    protected void commitMaterializedView(TableMetadata base, TableMetadata metadata) {
        throw new TrinoException(StandardErrorCode.NOT_SUPPORTED, "This catalog does not support materialized views");
    }

    /** What the connector makes them by. */
    static final class Provider implements IcebergTableOperationsProvider {

        private final TrinoFileSystemFactory fileSystems;
        private final ForwardingFileIoFactory files;
        private final EncryptionManagerFactory encryption;

        @Inject
        Provider(
                TrinoFileSystemFactory fileSystems,
                ForwardingFileIoFactory files,
                EncryptionManagerFactory encryption) {
            this.fileSystems = fileSystems;
            this.files = files;
            this.encryption = encryption;
        }

        @Override
        public IcebergTableOperations createTableOperations(
                TrinoCatalog catalog,
                ConnectorSession session,
                String database,
                String table,
                Optional<String> owner,
                Optional<String> location) {
            return new LakeTableOperations(
                    files.create(
                            fileSystems.create(session), IcebergSessionProperties.isUseFileSizeFromMetadata(session)),
                    ((TrinoHiveCatalog) catalog).getMetastore(),
                    session,
                    database,
                    table,
                    owner,
                    location,
                    encryption);
        }
    }
}
