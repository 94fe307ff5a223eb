package tarn.engines.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where programs of this machine lie. */
final class Places {

    private static final int ASK_SECONDS = 10;

    /** Executables of a name's pattern in the folders of {@code PATH} and the usual ones. */
    static List<Path> named(String glob) {
        var path = System.getenv("PATH") == null ? "" : System.getenv("PATH");
        var folders = Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/local/bin", "/usr/bin", "/opt/bin"))
                .filter(folder -> !folder.isEmpty() && !folder.endsWith("/shims"))
                .map(Path::of)
                .distinct()
                .toList();
        var found = new ArrayList<Path>();
        for (var folder : folders) {
            found.addAll(in(folder, glob));
        }
        return found;
    }

    /** Executables of a name's pattern in a folder, in the order of their names. */
    static List<Path> in(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (var children = Files.newDirectoryStream(folder, glob)) {
            children.forEach(found::add);
        } catch (IOException e) {
            return List.of();
        }
        return found.stream().filter(Files::isExecutable).sorted().toList();
    }

    /** What a program prints, its surrounding white space taken off; empty if it fails. */
    static Optional<String> ask(Path program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = process.waitFor(ASK_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Places() {}
}
