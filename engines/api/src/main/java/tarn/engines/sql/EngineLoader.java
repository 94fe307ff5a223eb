package tarn.engines.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Finds the engine on the program's own class path, or loads it from a folder of jars. The classes of one
 * that is loaded see the JDK, this package and their own jars, nothing else; nothing but this package is shared, so that
 * two engines may use different versions of one library.
 */
public final class EngineLoader {

    /**
     * Opens the engine whose jars lie on the class path of the program itself, if they do. There the JDK's AOT cache holds
     * its classes, which it cannot for a loader of ours.
     */
    public static Optional<SqlEngine> present(SqlEngineSettings settings) {
        return ServiceLoader.load(SqlEngineDriver.class, EngineLoader.class.getClassLoader())
                .findFirst()
                .map(driver -> driver.open(settings));
    }

    /**
     * Opens the engine whose jars lie in a folder. This is quick: the engine itself starts when it is first needed.
     *
     * @param home a folder with the engine's jars in {@code lib}
     * @throws IllegalStateException if there is no engine in that folder
     */
    public static SqlEngine load(Path home, SqlEngineSettings settings) {
        var lib = home.resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("No engine in " + home + ": it has no folder lib");
        }
        var loader = new URLClassLoader("engine " + home.getFileName(), jars(lib), new Shared());
        var driver = ServiceLoader.load(SqlEngineDriver.class, loader).findFirst();
        return driver.orElseThrow(
                        () -> new IllegalStateException("No engine in " + lib + ": none of its jars names a driver"))
                .open(settings);
    }

    private static URL[] jars(Path lib) {
        try (var files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(EngineLoader::url)
                    .toArray(URL[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What an engine sees of the rest: the JDK and this package. */
    private static final class Shared extends ClassLoader {

        private static final String PACKAGE = EngineLoader.class.getPackageName() + ".";

        private Shared() {
            super("engine door", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(PACKAGE)) {
                return EngineLoader.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    private EngineLoader() {}
}
