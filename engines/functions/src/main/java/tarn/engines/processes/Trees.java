package tarn.engines.processes;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders with what is in them. */
final class Trees {

    private static final System.Logger LOG = System.getLogger(Trees.class.getName());

    /** Removes a folder and all below it, without following links; what resists is logged and left. */
    static void remove(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                    Files.delete(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            LOG.log(WARNING, "Cannot be removed: " + folder, e);
        }
    }

    /** Lets everybody read a folder and what is in it. */
    static void readable(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var one : all.toList()) {
                Files.setPosixFilePermissions(
                        one,
                        java.nio.file.attribute.PosixFilePermissions.fromString(
                                Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private Trees() {}
}
