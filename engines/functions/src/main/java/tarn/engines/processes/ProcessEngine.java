package tarn.engines.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import tarn.engines.functions.FunctionEngine;
import tarn.engines.functions.FunctionEngineSettings;
import tarn.engines.functions.FunctionEnvironment;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionPlan;

/** Functions as processes of this machine. */
public final class ProcessEngine implements FunctionEngine {

    private static final List<String> SUPPORT =
            List.of("launch.sh", "plain.sh", "custom.sh", "bootstrap.py", "bootstrap.mjs");
    private static final long WATCH_NANOS = 50_000_000;
    private static final int SPARE_DATA_MB = 256;
    private static final int KB_PER_MB = 1024;

    private final FunctionEngineSettings settings;
    private final Path run;
    private final Path support;
    private final Installed installed;
    private final Unpacked unpacked;
    private final Spawner spawner = new Spawner();
    private final Users users = new Users();
    private final Groups groups = new Groups();
    private final Isolation isolation;
    private final Set<Sandbox> sandboxes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ProcessEngine(FunctionEngineSettings settings, Function<Path, Isolation> isolation) throws IOException {
        this.settings = settings;
        var scratch = settings.scratch().toAbsolutePath();
        Trees.remove(scratch);
        this.run = Files.createDirectories(scratch.resolve("run"));
        this.support = Files.createDirectories(scratch.resolve("support"));
        for (var name : SUPPORT) {
            try (var in = ProcessEngine.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("The engine's " + name + " is missing");
                }
                Files.copy(in, support.resolve(name));
            }
        }
        this.unpacked = new Unpacked(scratch.resolve("code"));
        this.isolation = isolation.apply(scratch);
        this.installed = new Installed(
                List.of(new Python(settings.packages()), new Node(), new Jvm(), new Custom()), settings.nearest());
        Thread.ofPlatform().name("function-watch").daemon().start(this::watch);
    }

    /** Opens the engine. */
    public static ProcessEngine open(FunctionEngineSettings settings) {
        try {
            return new ProcessEngine(
                    settings, scratch -> Isolation.found(scratch, scratch.resolve("support/launch.sh")));
        } catch (IOException e) {
            throw new UncheckedIOException("Functions cannot be run: " + e.getMessage(), e);
        }
    }

    /** Opens it with a certain isolation, which must work here. */
    static ProcessEngine open(FunctionEngineSettings settings, Isolation isolation) throws IOException {
        return new ProcessEngine(settings, _ -> isolation);
    }

    @Override
    public Optional<String> lacks(String runtime) {
        try {
            installed.match(runtime);
            return Optional.empty();
        } catch (FunctionFailure e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public FunctionEnvironment start(FunctionPlan plan) {
        var match = installed.match(plan.runtime());
        if (closed || sandboxes.size() >= settings.environmentsMax()) {
            throw new FunctionFailure(
                    FunctionFailure.Kind.MACHINE_FULL,
                    "This machine runs as many environments as it may (" + settings.environmentsMax() + ").");
        }
        var code = unpacked.use(List.of(plan.code()));
        Unpacked.Use layers;
        try {
            layers = unpacked.use(plan.layers());
        } catch (FunctionFailure e) {
            code.close();
            throw e;
        }
        var user = isolation == Isolation.OWN_USER ? users.take() : -1;
        var root = new Root(run.resolve(UUID.randomUUID().toString()));
        var group = groups.group(root.folder().getFileName().toString(), plan.memoryMb(), plan.scratchMb());
        Runnable clearing = () -> {
            root.remove();
            code.close();
            layers.close();
            if (user >= 0) {
                users.give(user);
            }
        };
        try {
            return sandbox(plan, match, code.folder(), layers.folder(), user, root, group, clearing);
        } catch (IOException e) {
            group.remove();
            clearing.run();
            throw new FunctionFailure(
                    FunctionFailure.Kind.MACHINE, "The function's process cannot be started: " + e, e);
        }
    }

    private Sandbox sandbox(
            FunctionPlan plan,
            Installed.Match match,
            Path code,
            Path layers,
            int user,
            Root root,
            Groups.Group group,
            Runnable clearing)
            throws IOException {
        var api = new RuntimeApi(user);
        try {
            boolean apart = isolation != Isolation.NONE;
            var task = apart ? "/var/task" : code.toString();
            var opt = apart ? "/opt" : layers.toString();
            var own = apart ? "/var/runtime" : support.toString();
            var language = match.language();
            language.prepare(support);
            var variables = new TreeMap<>(plan.variables());
            variables.putAll(basic(
                    task,
                    opt,
                    own,
                    apart ? "/tmp" : root.folder().resolve("root/tmp").toString()));
            language.variables(plan, match.interpreter(), task, opt).forEach(variables::put);
            variables.put("_HANDLER", plan.handler());
            variables.put("AWS_LAMBDA_RUNTIME_API", api.address());
            var shared = new ArrayList<>(match.interpreter().folders());
            shared.addAll(settings.packages());
            root.build(
                    new Root.Content(
                            List.of(
                                    new Root.Mount(code, "/var/task"),
                                    new Root.Mount(layers, "/opt"),
                                    new Root.Mount(support, "/var/runtime")),
                            shared,
                            plan.scratchMb(),
                            user),
                    start(variables, task));
            var data = groups.watchMemory() ? -1 : (plan.memoryMb() + SPARE_DATA_MB) * KB_PER_MB;
            var command = isolation.command(
                    support.resolve("launch.sh"),
                    root.folder(),
                    user,
                    data,
                    group.folders(),
                    language.command(plan, match.interpreter(), own, task));
            var builder = new ProcessBuilder(command)
                    .directory(root.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
            var process = spawner.start(builder);
            var sandbox = new Sandbox(
                    process, api, new Output(process, plan.log()), group, plan.memoryMb(), () -> closed, () -> {
                        clearing.run();
                        sandboxes.removeIf(one -> !one.isAlive());
                    });
            sandboxes.add(sandbox);
            if (closed) {
                sandbox.close();
            }
            return sandbox;
        } catch (IOException e) {
            api.close();
            throw e;
        }
    }

    private static Map<String, String> basic(String task, String opt, String own, String scratch) {
        var variables = new HashMap<String, String>();
        variables.put("LAMBDA_TASK_ROOT", task);
        variables.put("LAMBDA_RUNTIME_DIR", own);
        variables.put("TARN_OPT", opt);
        variables.put("HOME", scratch);
        variables.put("TMPDIR", scratch);
        variables.put("LANG", "en_US.UTF-8");
        variables.put("TZ", ":UTC");
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin:" + opt + "/bin");
        variables.put("LD_LIBRARY_PATH", task + ":" + task + "/lib:" + opt + "/lib");
        return variables;
    }

    /** What the environment's user runs first: the variables never stand where another user could read them. */
    private static String start(Map<String, String> variables, String task) {
        var script = new StringBuilder();
        variables.forEach((name, value) -> script.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return script.append("cd '")
                .append(task.replace("'", "'\\''"))
                .append("' && exec \"$@\"\n")
                .toString();
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(WATCH_NANOS);
            for (var sandbox : sandboxes) {
                if (sandbox.isBusy()) {
                    sandbox.measure();
                }
            }
        }
    }

    @Override
    public Map<String, String> state() {
        var state = new TreeMap<String, String>();
        state.put("isolation", isolation.words());
        state.put("memory", groups.watchMemory() ? "control groups" : "limit of each process's data");
        state.put(
                "processes",
                groups.boundProcesses()
                        ? "control groups"
                        : isolation == Isolation.OWN_USER ? "1024 of each user" : "not bounded");
        state.put("environments", String.valueOf(sandboxes.size()));
        state.putAll(installed.state());
        return state;
    }

    @Override
    public void close() {
        closed = true;
        sandboxes.forEach(Sandbox::close);
        sandboxes.forEach(Sandbox::awaitEnd);
        groups.close();
        spawner.close();
        Trees.remove(settings.scratch());
    }
}
