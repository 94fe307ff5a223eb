package tarn.engines.trino;

import com.google.inject.Inject;
import io.trino.filesystem.Location;
import io.trino.metastore.Partition;
import io.trino.metastore.Table;
import io.trino.plugin.hive.HiveLocationService;
import io.trino.plugin.hive.LocationHandle;
import io.trino.plugin.hive.LocationService;
import io.trino.plugin.hive.metastore.SemiTransactionalHiveMetastore;
import io.trino.spi.connector.ConnectorSession;
import java.util.Optional;

/** Where tables lie: as Hive has it, but a new table without a location goes where its statement says. */
final class TableLocations implements LocationService {

    private final HiveLocationService hive;

    @Inject
    TableLocations(HiveLocationService hive) {
        this.hive = hive;
    }

    @Override
    public Location forNewTable(
            SemiTransactionalHiveMetastore metastore, ConnectorSession session, String schemaName, String tableName) {
        return chosen(session).orElseGet(() -> hive.forNewTable(metastore, session, schemaName, tableName));
    }

    @Override
    public LocationHandle forNewTableAsSelect(
            SemiTransactionalHiveMetastore metastore,
            ConnectorSession session,
            String schemaName,
            String tableName,
            Optional<Location> externalLocation) {
        return hive.forNewTableAsSelect(
                metastore, session, schemaName, tableName, externalLocation.or(() -> chosen(session)));
    }

    private static Optional<Location> chosen(ConnectorSession session) {
        return Visit.of(session.getIdentity()).statement().tableLocation().map(Location::of);
    }

    @Override
    public LocationHandle forExistingTable(
            SemiTransactionalHiveMetastore metastore, ConnectorSession session, Table table) {
        return hive.forExistingTable(metastore, session, table);
    }

    @Override
    public LocationHandle forOptimize(SemiTransactionalHiveMetastore metastore, ConnectorSession session, Table table) {
        return hive.forOptimize(metastore, session, table);
    }

    @Override
    public WriteInfo getQueryWriteInfo(LocationHandle locationHandle) {
        return hive.getQueryWriteInfo(locationHandle);
    }

    @Override
    public WriteInfo getTableWriteInfo(LocationHandle locationHandle, boolean overwrite) {
        return hive.getTableWriteInfo(locationHandle, overwrite);
    }

    @Override
    public WriteInfo getPartitionWriteInfo(
            LocationHandle locationHandle, Optional<Partition> partition, String partitionName) {
        return hive.getPartitionWriteInfo(locationHandle, partition, partitionName);
    }
}
