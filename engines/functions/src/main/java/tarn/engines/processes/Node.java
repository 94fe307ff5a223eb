package tarn.engines.processes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tarn.engines.functions.FunctionPlan;

/** Node.js: {@code nodejs18.x} and later. */
final class Node implements Language {

    private static final int HEAP_OF_MEMORY_PERCENT = 90;

    @Override
    public String prefix() {
        return "nodejs";
    }

    @Override
    public String version(String runtime) {
        return runtime.substring(prefix().length()).replace(".x", "");
    }

    @Override
    public List<Interpreter> installed() {
        var candidates = new ArrayList<>(Places.named("node"));
        var home = Path.of(System.getProperty("user.home"));
        for (var folder : List.of(home.resolve(".nvm/versions/node"), home.resolve(".volta/tools/image/node"))) {
            for (var version : Places.in(folder, "*")) {
                candidates.addAll(Places.in(version.resolve("bin"), "node"));
            }
        }
        var found = new LinkedHashMap<String, Interpreter>();
        for (var candidate : candidates) {
            Places.ask(candidate, "--version")
                    .filter(text -> text.matches("v[0-9]+\\..*"))
                    .map(text -> text.substring(1, text.indexOf('.')))
                    .ifPresent(version ->
                            found.putIfAbsent(version, new Interpreter(version, candidate, around(candidate))));
        }
        return List.copyOf(found.values());
    }

    /** The folder that a Node.js outside of the system's own folders lies in. */
    private static List<Path> around(Path program) {
        var bin = program.toAbsolutePath().getParent();
        return bin == null || bin.getParent() == null || bin.startsWith("/usr") || !Files.isDirectory(bin)
                ? List.of()
                : List.of(bin.getParent());
    }

    @Override
    public String howToInstall(String version) {
        return "install it by nvm install " + version + " or from nodejs.org";
    }

    @Override
    public List<String> command(FunctionPlan plan, Interpreter interpreter, String support, String task) {
        return List.of(
                interpreter.executable().toString(),
                "--max-old-space-size=" + plan.memoryMb() * HEAP_OF_MEMORY_PERCENT / 100,
                support + "/bootstrap.mjs");
    }

    @Override
    public Map<String, String> variables(FunctionPlan plan, Interpreter interpreter, String task, String layers) {
        return Map.of(
                "NODE_PATH",
                layers + "/nodejs/node" + interpreter.version() + "/node_modules:" + layers + "/nodejs/node_modules:"
                        + task);
    }
}
