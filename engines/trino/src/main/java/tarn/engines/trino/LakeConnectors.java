package tarn.engines.trino;

import static com.google.inject.multibindings.Multibinder.newSetBinder;

import com.google.common.collect.ImmutableList;
import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Scopes;
import com.google.inject.util.Modules;
import io.airlift.bootstrap.Bootstrap;
import io.airlift.configuration.ConfigurationAwareModule;
import io.airlift.configuration.ConfigurationFactory;
import io.airlift.json.JsonModule;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.filesystem.cache.NoopSplitAffinityProvider;
import io.trino.filesystem.cache.SplitAffinityProvider;
import io.trino.metastore.HiveMetastoreFactory;
import io.trino.metastore.RawHiveMetastoreFactory;
import io.trino.plugin.base.ConnectorContextModule;
import io.trino.plugin.base.TypeDeserializerModule;
import io.trino.plugin.base.session.SessionPropertiesProvider;
import io.trino.plugin.hive.AllowHiveTableRename;
import io.trino.plugin.hive.HiveLocationService;
import io.trino.plugin.hive.HiveModule;
import io.trino.plugin.hive.HivePageSourceFactory;
import io.trino.plugin.hive.HiveSessionProperties;
import io.trino.plugin.hive.HiveTableProperties;
import io.trino.plugin.hive.LocationService;
import io.trino.plugin.hive.metastore.CachingHiveMetastoreModule;
import io.trino.plugin.hive.security.HiveSecurityModule;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.security.ConnectorIdentity;
import io.trino.spi.session.PropertyMetadata;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.weakref.jmx.guice.MBeanModule;

/**
 * Trino's Hive connector over lakes. It is put together here from the connector's own modules, rather than by its
 * factory, because that allows neither one metastore per identity nor further table properties.
 */
final class LakeConnectors implements ConnectorFactory {

    static final String NAME = "lake";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Connector create(String catalogName, Map<String, String> config, ConnectorContext context) {
        var injector = new Bootstrap(
                        "io.trino.bootstrap.catalog." + catalogName,
                        new MBeanModule(),
                        binder -> binder.bind(MBeanServer.class).toInstance(MBeanServerFactory.newMBeanServer()),
                        new JsonModule(),
                        new TypeDeserializerModule(),
                        LakeConnectors::sets,
                        new LocatedHive(),
                        new HiveSecurityModule(),
                        LakeConnectors::metastore,
                        new CachingHiveMetastoreModule(),
                        new ConnectorContextModule(catalogName, context),
                        LakeConnectors::files)
                .doNotInitializeLogging()
                .disableSystemProperties()
                .quiet()
                .setRequiredConfigurationProperties(config)
                .initialize();
        return new LakeConnector(injector, tableProperties(injector.getInstance(HiveTableProperties.class)));
    }

    private static void metastore(Binder binder) {
        binder.bind(HiveMetastoreFactory.class)
                .annotatedWith(RawHiveMetastoreFactory.class)
                .toInstance(new LakeMetastores());
        binder.bind(Key.get(boolean.class, AllowHiveTableRename.class)).toInstance(true);
    }

    private static void files(Binder binder) {
        binder.bind(TrinoFileSystemFactory.class).toInstance(LakeConnectors::fileSystem);
        binder.bind(SplitAffinityProvider.class).to(NoopSplitAffinityProvider.class);
    }

    private static TrinoFileSystem fileSystem(ConnectorIdentity identity) {
        var visit = Visit.of(identity);
        return new LakeFileSystem(visit.statement().lake().files(), visit.bytesScanned());
    }

    private static void sets(Binder binder) {
        newSetBinder(binder, SessionPropertiesProvider.class)
                .addBinding()
                .to(HiveSessionProperties.class)
                .in(Scopes.SINGLETON);
        // Asked before the connector's own, since it comes first in the set.
        var readers = newSetBinder(binder, HivePageSourceFactory.class);
        readers.addBinding().to(CloudTrailFiles.class).in(Scopes.SINGLETON);
        readers.addBinding().to(IonFiles.class).in(Scopes.SINGLETON);
        readers.addBinding().to(OpenCsvFiles.class).in(Scopes.SINGLETON);
    }

    /** Hive's table properties and those that Athena has beside; {@link CreateTableText} acts on them. */
    private static List<PropertyMetadata<?>> tableProperties(HiveTableProperties hive) {
        return ImmutableList.<PropertyMetadata<?>>builder()
                .addAll(hive.getTableProperties())
                .add(PropertyMetadata.stringProperty(
                        "write_compression", "Athena: how files are compressed", null, true))
                .add(PropertyMetadata.stringProperty(
                        "parquet_compression", "Athena: an older write_compression", null, true))
                .add(PropertyMetadata.stringProperty(
                        "orc_compression", "Athena: an older write_compression", null, true))
                .add(PropertyMetadata.stringProperty(
                        "table_type", "Athena: HIVE or ICEBERG", null, LakeConnectors::onlyHive, true))
                .add(PropertyMetadata.booleanProperty("is_external", "Athena: true for Hive tables", null, true))
                .build();
    }

    private static void onlyHive(String type) {
        if (type != null && !type.equalsIgnoreCase("hive")) {
            throw new IllegalArgumentException("Tables of type " + type + " are not supported; HIVE and ICEBERG are");
        }
    }

    /** The Hive connector's own module, with another say on where tables lie. */
    private static final class LocatedHive implements ConfigurationAwareModule {

        private final HiveModule hive = new HiveModule();

        @Override
        public void setConfigurationFactory(ConfigurationFactory configurationFactory) {
            hive.setConfigurationFactory(configurationFactory);
        }

        @Override
        public void configure(Binder binder) {
            Module locations = overriding -> {
                overriding.bind(HiveLocationService.class).in(Scopes.SINGLETON);
                overriding.bind(LocationService.class).to(TableLocations.class).in(Scopes.SINGLETON);
            };
            binder.install(Modules.override(hive).with(locations));
        }
    }
}
