package tarn.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.EngineLoader;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlEngineSettings;
import tarn.kernel.LocalPlatform;

/** The engines behind the services: opened when first asked for, closed with the server. */
final class Engines implements AutoCloseable {

    private final Path sqlHome;
    private final Path scratch;
    private final AtomicReference<@Nullable SqlEngine> sql = new AtomicReference<>();

    Engines(Path sqlHome, Path scratch) {
        this.sqlHome = sqlHome;
        this.scratch = scratch;
    }

    /** Puts the engines that are installed behind their doors. */
    void on(LocalPlatform platform) {
        if (isInstalled()) {
            platform.engine(SqlEngine.class, this::open);
        }
    }

    private boolean isInstalled() {
        return Files.isDirectory(sqlHome.resolve("lib"));
    }

    private SqlEngine open() {
        var engine = EngineLoader.load(sqlHome, SqlEngineSettings.of(scratch.resolve("sql")));
        sql.set(engine);
        return engine;
    }

    /** In one word, what the SQL engine does. */
    String sqlState() {
        if (!isInstalled()) {
            return "not installed";
        }
        return sql.get() == null ? "not started" : "started";
    }

    @Override
    public void close() {
        var engine = sql.getAndSet(null);
        if (engine != null) {
            engine.close();
        }
    }
}
