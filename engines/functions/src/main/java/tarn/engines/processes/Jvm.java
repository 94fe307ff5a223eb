package tarn.engines.processes;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionPlan;

/** Java: {@code java11} and later. The bootstrap is compiled on the machine when the first function of Java starts. */
final class Jvm implements Language {

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([0-9]+)");
    private static final List<String> SOURCES = List.of("Bootstrap", "Json");
    private static final int HEAP_OF_MEMORY_PERCENT = 70;

    @Override
    public String prefix() {
        return "java";
    }

    @Override
    public String version(String runtime) {
        return runtime.substring(prefix().length()).replaceFirst("\\..*", "");
    }

    @Override
    public List<Interpreter> installed() {
        var home = Path.of(System.getProperty("user.home"));
        var candidates = new ArrayList<Path>();
        candidates.add(Path.of(System.getProperty("java.home")));
        Stream.of(Path.of("/usr/lib/jvm"), home.resolve(".sdkman/candidates/java"), home.resolve(".jdks"))
                .forEach(folder -> candidates.addAll(Places.in(folder, "*")));
        var found = new LinkedHashMap<String, Interpreter>();
        for (var candidate : candidates) {
            version(candidate).ifPresent(version -> found.putIfAbsent(version, interpreter(candidate, version)));
        }
        return List.copyOf(found.values());
    }

    private static Optional<String> version(Path home) {
        var release = home.resolve("release");
        try {
            if (Files.isExecutable(home.resolve("bin/java")) && Files.isReadable(release)) {
                var match = VERSION.matcher(Files.readString(release));
                return match.find() ? Optional.of(match.group(1)) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Interpreter interpreter(Path home, String version) {
        var folders = new ArrayList<Path>();
        folders.add(home.toAbsolutePath());
        // Debian keeps the settings of its Java beside the other settings of the machine.
        folders.addAll(Places.in(Path.of("/etc"), "java*"));
        return new Interpreter(version, home.toAbsolutePath().resolve("bin/java"), folders);
    }

    @Override
    public String howToInstall(String version) {
        return "install it by the system's packages (apt install openjdk-" + version
                + "-jre-headless) or from adoptium.net";
    }

    @Override
    public void prepare(Path support) {
        synchronized (this) {
            var classes = support.resolve("java");
            if (!Files.isDirectory(classes)) {
                compile(support, classes);
            }
        }
    }

    private static void compile(Path support, Path classes) {
        var compiler = ToolProvider.findFirst("javac")
                .orElseThrow(() -> new FunctionFailure(
                        FunctionFailure.Kind.NO_RUNTIME,
                        "Functions of Java need Tarn to run on a JDK with a compiler."));
        try {
            var sources = Files.createTempDirectory(support, "sources-");
            var draft = Files.createTempDirectory(support, "classes-");
            var arguments = new ArrayList<>(List.of("--release", "11", "-nowarn", "-d", draft.toString()));
            for (var name : SOURCES) {
                var source = sources.resolve(name + ".java");
                try (var in = Jvm.class.getResourceAsStream(name + ".java.txt")) {
                    if (in == null) {
                        throw new IOException("The engine's " + name + " is missing");
                    }
                    Files.writeString(source, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
                arguments.add(source.toString());
            }
            var said = new StringWriter();
            var out = new PrintWriter(said);
            if (compiler.run(out, out, arguments.toArray(String[]::new)) != 0) {
                throw new IOException("The bootstrap for Java does not compile: " + said);
            }
            Trees.remove(sources);
            Trees.readable(draft);
            Files.move(draft, classes);
        } catch (IOException e) {
            throw new FunctionFailure(
                    FunctionFailure.Kind.MACHINE, "Functions of Java cannot start: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> command(FunctionPlan plan, Interpreter interpreter, String support, String task) {
        var path = support + "/java:" + task + ":" + task + "/lib/*:" + (task.equals("/var/task") ? "/opt" : task)
                + "/java/lib/*";
        return List.of(
                interpreter.executable().toString(),
                "-Xmx" + plan.memoryMb() * HEAP_OF_MEMORY_PERCENT / 100 + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dsun.stdout.encoding=UTF-8",
                "-cp",
                path,
                "Bootstrap");
    }

    @Override
    public Map<String, String> variables(FunctionPlan plan, Interpreter interpreter, String task, String layers) {
        return Map.of();
    }
}
