package tarn.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The repository as it is checked out: its modules and the files that git tracks. */
final class Tree {

    static final Path ROOT = root();

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /** The folders of all Maven modules. */
    static List<Path> modules() {
        return MODULE.matcher(read(ROOT.resolve("pom.xml")))
                .results()
                .map(found -> ROOT.resolve(found.group(1)))
                .toList();
    }

    /** The tracked files, and those that are new and not ignored. */
    static List<Path> files() {
        try {
            var git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                    .directory(ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                throw new IllegalStateException("git cannot list the files of " + ROOT);
            }
            return listed.isEmpty()
                    ? List.of()
                    : Pattern.compile("\0")
                            .splitAsStream(listed)
                            .map(ROOT::resolve)
                            .filter(Files::isRegularFile)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The text of a file; bytes that are not UTF-8 become question marks. */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path as it is written in the repository. */
    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("The tests do not run inside of the repository");
            }
            folder = parent;
        }
        return folder;
    }

    private Tree() {}
}
