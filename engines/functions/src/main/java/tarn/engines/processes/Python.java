package tarn.engines.processes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tarn.engines.functions.FunctionPlan;

/** CPython: {@code python3.9} and later. */
final class Python implements Language {

    private static final String ASK = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.base_prefix);"
            + " print(sys.base_exec_prefix)";

    private final List<Path> packages;

    /** @param packages folders that every function finds after its own */
    Python(List<Path> packages) {
        this.packages = packages;
    }

    @Override
    public String prefix() {
        return "python";
    }

    @Override
    public List<Interpreter> installed() {
        var candidates = new LinkedHashSet<>(Places.named("python3.[0-9]*"));
        candidates.addAll(Places.named("python3"));
        for (var home : homes()) {
            for (var version : Places.in(home, "3.*")) {
                candidates.addAll(Places.in(version.resolve("bin"), "python3"));
            }
        }
        var found = new LinkedHashMap<String, Interpreter>();
        for (var candidate : candidates) {
            if (!candidate.getFileName().toString().matches("python3(\\.[0-9]+)?")) {
                continue;
            }
            interpreter(candidate).ifPresent(one -> found.putIfAbsent(one.version(), one));
        }
        return List.copyOf(found.values());
    }

    /** Where pyenv and uv keep what they install. */
    private static List<Path> homes() {
        var home = Path.of(System.getProperty("user.home"));
        return Stream.of(System.getenv("PYENV_ROOT"), home.resolve(".pyenv").toString())
                .filter(root -> root != null && !root.isEmpty())
                .map(root -> Path.of(root).resolve("versions"))
                .distinct()
                .toList();
    }

    private static Optional<Interpreter> interpreter(Path program) {
        return Places.ask(program, "-I", "-S", "-c", ASK)
                .map(text -> text.lines().toList())
                .filter(lines -> lines.size() == 3)
                .map(lines -> {
                    var folders = new ArrayList<Path>();
                    folders.add(Path.of(lines.get(1)));
                    folders.add(Path.of(lines.get(2)));
                    return new Interpreter(lines.getFirst(), real(program, lines.get(1)), folders);
                });
    }

    /** The interpreter of a virtual environment is the one that it was made of. */
    private static Path real(Path program, String prefix) {
        var inside = Places.in(Path.of(prefix, "bin"), program.getFileName().toString());
        return inside.isEmpty() ? program : inside.getFirst();
    }

    @Override
    public String howToInstall(String version) {
        return "install it by the system's packages (apt install python" + version + "), pyenv install " + version
                + " or uv python install " + version;
    }

    @Override
    public List<String> command(FunctionPlan plan, Interpreter interpreter, String support, String task) {
        return List.of(interpreter.executable().toString(), "-u", support + "/bootstrap.py");
    }

    @Override
    public Map<String, String> variables(FunctionPlan plan, Interpreter interpreter, String task, String layers) {
        var path = new ArrayList<String>();
        path.add(layers + "/python/lib/python" + interpreter.version() + "/site-packages");
        path.add(layers + "/python");
        return Map.of(
                "TARN_LAYER_PATH", String.join(":", path),
                "TARN_SDK_PATH",
                        String.join(":", packages.stream().map(Path::toString).toList()),
                "PYTHONDONTWRITEBYTECODE", "1");
    }
}
