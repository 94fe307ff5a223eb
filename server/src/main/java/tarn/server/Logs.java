package tarn.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines go: warnings and errors to the standard error, and, once there is a data directory, to {@code
 * logs/tarn.log} in it, bounded. Ours instead of {@code java.util.logging}, which costs a fifth of a second at start.
 *
 * <p>{@code -Dtarn.log=DEBUG} lets more through.
 */
public final class Logs extends System.LoggerFinder {

    private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;

    private static final System.Logger.Level LEVEL =
            System.Logger.Level.valueOf(System.getProperty("tarn.log", "WARNING"));

    private static @Nullable Path file;

    /** Called by the JDK. */
    public Logs() {}

    /** Keeps what is logged from now on in a folder, too: the present file and the one before. */
    static synchronized void into(Path folder) throws IOException {
        Files.createDirectories(folder);
        file = folder.resolve("tarn.log");
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private static synchronized void write(String text) {
        System.err.print(text);
        if (file == null) {
            return;
        }
        try {
            if (Files.exists(file) && Files.size(file) > FILE_BYTES_MAX) {
                Files.move(file, file.resolveSibling("tarn.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            file = null;
            System.err.println("Logs are no longer kept: " + e);
        }
    }

    private record Lines(String name) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && level.getSeverity() >= LEVEL.getSeverity();
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                var text = new StringWriter();
                text.append(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                        .append(' ')
                        .append(level.toString())
                        .append(' ')
                        .append(name)
                        .append(": ")
                        .append(message)
                        .append('\n');
                if (thrown != null) {
                    thrown.printStackTrace(new PrintWriter(text));
                }
                write(text.toString());
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
            if (isLoggable(level)) {
                boolean plain = format == null || values == null || values.length == 0;
                log(level, bundle, plain ? format : MessageFormat.format(format, values), (Throwable) null);
            }
        }
    }
}
