package tarn.engines.trino;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Scopes;
import io.airlift.bootstrap.Bootstrap;
import io.airlift.json.JsonModule;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.filesystem.cache.NoopSplitAffinityProvider;
import io.trino.filesystem.cache.SplitAffinityProvider;
import io.trino.metastore.HiveMetastoreFactory;
import io.trino.metastore.RawHiveMetastoreFactory;
import io.trino.plugin.base.ConnectorContextModule;
import io.trino.plugin.hive.AllowHiveTableRename;
import io.trino.plugin.iceberg.IcebergModule;
import io.trino.plugin.iceberg.IcebergSecurityModule;
import io.trino.plugin.iceberg.catalog.IcebergHiveMetastoreModule;
import io.trino.plugin.iceberg.catalog.IcebergTableOperationsProvider;
import io.trino.plugin.iceberg.catalog.TrinoCatalogFactory;
import io.trino.plugin.iceberg.catalog.hms.TrinoHiveCatalogFactory;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.security.ConnectorIdentity;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.weakref.jmx.guice.MBeanModule;

/** Trino's Iceberg connector over lakes: the catalog names a table's metadata file, all else lies in files. */
final class IcebergConnectors implements ConnectorFactory {

    static final String NAME = "lake_iceberg";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Connector create(String catalogName, Map<String, String> config, ConnectorContext context) {
        return new Bootstrap(
                        "io.trino.bootstrap.catalog." + catalogName,
                        new MBeanModule(),
                        binder -> binder.bind(MBeanServer.class).toInstance(MBeanServerFactory.newMBeanServer()),
                        new JsonModule(),
                        new IcebergModule(),
                        new IcebergSecurityModule(),
                        new IcebergHiveMetastoreModule(),
                        new ConnectorContextModule(catalogName, context),
                        IcebergConnectors::lake)
                .doNotInitializeLogging()
                .disableSystemProperties()
                .quiet()
                .setRequiredConfigurationProperties(config)
                .initialize()
                .getInstance(IcebergLakeConnector.class);
    }

    private static void lake(Binder binder) {
        binder.bind(ClassLoader.class).toInstance(IcebergConnectors.class.getClassLoader());
        binder.bind(HiveMetastoreFactory.class)
                .annotatedWith(RawHiveMetastoreFactory.class)
                .toInstance(new LakeMetastores());
        binder.bind(Key.get(boolean.class, AllowHiveTableRename.class)).toInstance(true);
        binder.bind(IcebergTableOperationsProvider.class)
                .to(LakeTableOperations.Provider.class)
                .in(Scopes.SINGLETON);
        binder.bind(TrinoCatalogFactory.class).to(TrinoHiveCatalogFactory.class).in(Scopes.SINGLETON);
        binder.bind(TrinoFileSystemFactory.class).toInstance(IcebergConnectors::fileSystem);
        binder.bind(SplitAffinityProvider.class).to(NoopSplitAffinityProvider.class);
        binder.bind(IcebergLakeConnector.class).in(Scopes.SINGLETON);
    }

    private static TrinoFileSystem fileSystem(ConnectorIdentity identity) {
        var visit = Visit.of(identity);
        return LakeFileSystem.ofIceberg(visit.statement().lake().files(), visit.bytesScanned());
    }
}
