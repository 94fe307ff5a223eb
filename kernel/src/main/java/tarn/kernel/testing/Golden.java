package tarn.kernel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tarn.store.Format;

/**
 * Golden files: what a version of a format wrote, kept among the tests as lines of hexadecimal digits. They are what a
 * user's disk may hold, and never change.
 *
 * <p>With the property {@code tarn.golden=write} a missing file is written.
 */
public final class Golden {

    private static final Path FOLDER = Path.of("src", "test", "golden");
    private static final int LINE_BYTES = 32;

    private Golden() {}

    /**
     * Checks that the file of each version up to today's still reads as the record, and that today's encoding of the
     * record is what today's file has.
     *
     * @param name of the store, such as {@code glue/tables}; files are {@code src/test/golden/glue/tables.v1.hex} …
     * @throws AssertionError if not, or a file is missing
     */
    public static <V> void check(String name, Format<V> format, V record) {
        var today = format.encode(record);
        for (int version = 1; version <= format.version(); version++) {
            var file = FOLDER.resolve(name + ".v" + version + ".hex");
            if (!Files.exists(file)
                    && version == format.version()
                    && "write".equals(System.getProperty("tarn.golden"))) {
                write(file, today);
            }
            var golden = read(file);
            if (!Arrays.equals(format.encode(format.decode(golden, version)), today)) {
                throw new AssertionError(
                        file + " does not read as " + record + " but as " + format.decode(golden, version));
            }
            if (version == format.version() && !Arrays.equals(golden, today)) {
                throw new AssertionError("Today's encoding of " + record + " differs from " + file
                        + ": what is on disk is of version " + version + ", so this needs a new version. Today's is\n"
                        + lines(today));
            }
        }
    }

    private static byte[] read(Path file) {
        try {
            return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new AssertionError(
                    "No golden file " + file.toAbsolutePath() + "; run the test with -Dtarn.golden=write to make it",
                    e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, lines(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(byte[] bytes) {
        return IntStream.iterate(0, at -> at < bytes.length, at -> at + LINE_BYTES)
                .mapToObj(at -> HexFormat.of().formatHex(bytes, at, Math.min(bytes.length, at + LINE_BYTES)) + "\n")
                .collect(Collectors.joining());
    }
}
