package tarn.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tarn.engines.functions.FunctionEngine;
import tarn.engines.functions.FunctionEngineSettings;
import tarn.engines.processes.ProcessEngine;
import tarn.engines.sql.EngineLoader;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlEngineSettings;
import tarn.kernel.LocalPlatform;

/** The engines behind the services: opened when first asked for, closed with the server. */
final class Engines implements AutoCloseable {

    private final Path sqlHome;
    private final Path scratch;
    private final FunctionEngineSettings functionSettings;
    private final AtomicReference<@Nullable SqlEngine> sql = new AtomicReference<>();
    private final AtomicReference<@Nullable FunctionEngine> functions = new AtomicReference<>();

    /** @param nearestRuntime whether a version of a language that is not installed is run by the nearest */
    Engines(Path sqlHome, Path scratch, boolean nearestRuntime, List<Path> packages, int environmentsMax) {
        this.sqlHome = sqlHome;
        this.scratch = scratch;
        this.functionSettings =
                new FunctionEngineSettings(scratch.resolve("functions"), nearestRuntime, packages, environmentsMax);
    }

    /** Puts the engines that are installed behind their doors. */
    void on(LocalPlatform platform) {
        if (isInstalled()) {
            platform.engine(SqlEngine.class, this::open);
        }
        platform.engine(FunctionEngine.class, this::openFunctions);
    }

    private FunctionEngine openFunctions() {
        var engine = ProcessEngine.open(functionSettings);
        functions.set(engine);
        return engine;
    }

    private boolean isInstalled() {
        return Files.isDirectory(sqlHome.resolve("lib"));
    }

    private SqlEngine open() {
        var settings = SqlEngineSettings.of(scratch.resolve("sql"));
        var engine = EngineLoader.present(settings).orElseGet(() -> EngineLoader.load(sqlHome, settings));
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

    /** How functions are run, once the first was. */
    String functionState() {
        var engine = functions.get();
        return engine == null
                ? "not started"
                : engine.state().entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue())
                        .collect(Collectors.joining("; ", "started (", ")"));
    }

    @Override
    public void close() {
        var processes = functions.getAndSet(null);
        if (processes != null) {
            processes.close();
        }
        var engine = sql.getAndSet(null);
        if (engine != null) {
            engine.close();
        }
    }
}
