package tarn.engines.trino;

import com.google.inject.Binder;
import com.google.inject.Injector;
import com.google.inject.Scopes;
import com.google.inject.multibindings.OptionalBinder;
import io.airlift.bootstrap.Bootstrap;
import io.airlift.bootstrap.LifeCycleManager;
import io.airlift.http.server.HttpServerModule;
import io.airlift.jaxrs.JaxrsModule;
import io.airlift.json.JsonModule;
import io.airlift.node.NodeModule;
import io.airlift.tracing.TracingModule;
import io.trino.connector.CatalogManagerModule;
import io.trino.connector.CatalogStoreManager;
import io.trino.connector.ConnectorServicesProvider;
import io.trino.dispatcher.DispatchManager;
import io.trino.eventlistener.EventListenerModule;
import io.trino.exchange.ExchangeManagerModule;
import io.trino.execution.QueryManager;
import io.trino.execution.warnings.WarningCollectorModule;
import io.trino.metadata.CatalogManager;
import io.trino.node.NodeManagerModule;
import io.trino.operator.DirectExchangeClientSupplier;
import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.security.AccessControlManager;
import io.trino.security.AccessControlModule;
import io.trino.server.NodeStateManagerModule;
import io.trino.server.PluginInstaller;
import io.trino.server.QuerySessionSupplier;
import io.trino.server.ServerMainModule;
import io.trino.server.SessionSupplier;
import io.trino.server.StartupStatus;
import io.trino.server.security.ServerSecurityModule;
import io.trino.spi.Plugin;
import io.trino.spi.block.BlockEncodingSerde;
import io.trino.spi.catalog.CatalogName;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorName;
import io.trino.transaction.TransactionManagerModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.weakref.jmx.guice.MBeanModule;
import tarn.engines.sql.SqlEngineSettings;

/**
 * A Trino coordinator that is its own only worker, with one catalog; its Iceberg tables
 * lie in a second one behind it.
 *
 * <p>It binds what Trino's own server binds, less what concerns JMX and logging; it reads no files of settings but those it
 * wrote itself, and never ends the JVM.
 */
record Coordinator(
        LifeCycleManager lifeCycle,
        DispatchManager dispatcher,
        QueryManager queries,
        DirectExchangeClientSupplier exchanges,
        BlockEncodingSerde blocks)
        implements AutoCloseable {

    static final String CATALOG = "awsdatacatalog";

    /** Where Iceberg's tables of that catalog are read and written; users do not see the name. */
    static final String ICEBERG_CATALOG = "awsdatacatalog_iceberg";

    private static final String VERSION = "483";

    static Coordinator start(SqlEngineSettings settings) {
        makeFolder(CoordinatorProperties.plugins(settings));
        var injector = new Bootstrap(
                        "tarn.engines.trino",
                        new NodeModule(),
                        new HttpServerModule(),
                        new JsonModule(),
                        new JaxrsModule(),
                        new MBeanModule(),
                        binder -> binder.bind(MBeanServer.class).toInstance(MBeanServerFactory.newMBeanServer()),
                        new TracingModule("trino", VERSION),
                        new ServerSecurityModule(),
                        new AccessControlModule(),
                        new EventListenerModule(),
                        new ExchangeManagerModule(),
                        new CatalogManagerModule(),
                        new TransactionManagerModule(),
                        new NodeManagerModule(VERSION),
                        new ServerMainModule(VERSION),
                        new NodeStateManagerModule(),
                        new WarningCollectorModule(),
                        Coordinator::sessions)
                .doNotInitializeLogging()
                .disableSystemProperties()
                .quiet()
                .setRequiredConfigurationProperties(CoordinatorProperties.of(settings))
                .initialize();
        load(injector);
        return new Coordinator(
                injector.getInstance(LifeCycleManager.class),
                injector.getInstance(DispatchManager.class),
                injector.getInstance(QueryManager.class),
                injector.getInstance(DirectExchangeClientSupplier.class),
                injector.getInstance(BlockEncodingSerde.class));
    }

    private static void sessions(Binder binder) {
        binder.bind(QuerySessionSupplier.class).in(Scopes.SINGLETON);
        OptionalBinder.newOptionalBinder(binder, SessionSupplier.class)
                .setBinding()
                .to(VisitSessions.class)
                .in(Scopes.SINGLETON);
    }

    private static void load(Injector injector) {
        injector.getInstance(PluginInstaller.class).installPlugin(new Lakes());
        injector.getInstance(CatalogStoreManager.class).loadConfiguredCatalogStore();
        injector.getInstance(ConnectorServicesProvider.class).loadInitialCatalogs();
        var catalogs = injector.getInstance(CatalogManager.class);
        create(catalogs, CATALOG, CatalogProperties.hive());
        create(catalogs, ICEBERG_CATALOG, CatalogProperties.iceberg());
        injector.getInstance(AccessControlManager.class).setSystemAccessControls(List.of(new LakeAccess()));
        injector.getInstance(StartupStatus.class).startupComplete();
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* The first property names the connector, as it does in Trino's files. */
    private static void create(CatalogManager catalogs, String name, List<String> lines) {
        var properties = new HashMap<String, String>();
        for (var line : lines) {
            int equals = line.indexOf('=');
            properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
        var connector = new ConnectorName(properties.remove("connector.name"));
        catalogs.createCatalog(new CatalogName(name), connector, properties, false);
    }

    @Override
    public void close() {
        lifeCycle.stop();
    }

    /** What Trino loads: the lake's connectors. */
    private static final class Lakes implements Plugin {
        @Override
        public Iterable<ConnectorFactory> getConnectorFactories() {
            return List.of(new LakeConnectors(), new IcebergConnectors(), new SourceConnectors());
        }

        @Override
        public Set<Class<?>> getFunctions() {
            return new IcebergPlugin().getFunctions();
        }
    }
}
