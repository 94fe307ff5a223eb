package tarn.engines.trino;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Makes a folder such as the build makes, out of the tests' class path. */
final class EngineFolder {

    static void make(Path home) throws IOException {
        var lib = Files.createDirectories(home.resolve("lib"));
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int count = 0;
        for (var entry : classPath.split(File.pathSeparator, -1)) {
            var path = Path.of(entry).toAbsolutePath();
            count++;
            if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(lib.resolve(count + "-" + path.getFileName()), path);
            } else if (path.endsWith("classes")) {
                jar(path, lib.resolve(count + "-classes.jar"));
            }
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }

    private EngineFolder() {}
}
