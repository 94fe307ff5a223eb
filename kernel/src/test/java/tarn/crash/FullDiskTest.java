package tarn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.store.Formats;
import tarn.store.Scope;

/**
 * What happens when the disk takes no more. A limit on file sizes stands for it ({@code ulimit -f}, whose soft limit
 * {@code prlimit} raises again), since a small file system would need privileges.
 */
class FullDiskTest {

    private static final int LIMIT_BYTES = 4 << 20;

    @TempDir
    private Path folder;

    @Test
    void aFullDiskRefusesWritesServesReadsAndLosesNothing() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // A file that would grow too large must give an error, not a signal; the JVM does not inherit ignoring it
        // from anybody else.
        var process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "trap '' XFSZ; ulimit -S -f " + LIMIT_BYTES / 1024 + "; exec \"$@\"",
                        "writer",
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskWriter.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        int kept;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var refused = Pattern.compile("refused after ([0-9]+): (.*)").matcher(find(out, "refused after"));
            assertThat(refused.matches()).isTrue();
            kept = Integer.parseInt(refused.group(1));
            assertThat(kept).isBetween(50, 1000);
            assertThat(refused.group(2)).contains("nothing was changed");
            assertThat(find(out, "again")).isEqualTo("again: true");
            assertThat(find(out, "blob")).isEqualTo("blob: refused");
            assertThat(find(out, "read")).isEqualTo("read " + kept);
            var raised = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=unlimited")
                    .redirectErrorStream(true)
                    .start();
            assertThat(raised.waitFor()).isZero();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            assertThat(find(out, "after")).isEqualTo("after: ");
            assertThat(find(out, "read")).isEqualTo("read " + (kept + 1));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.toHandle().destroyForcibly();
        }
        try (var platform = LocalPlatform.open(folder, Options.durable())) {
            var store = platform.store("x/y", Scope.GLOBAL, Formats.bytes());
            assertThat(FullDiskWriter.readable(store, kept + 1)).isEqualTo(kept + 1);
        }
    }

    /** The next line that begins so; what RocksDB and the JVM say in between is shown when it does not come. */
    private static String find(BufferedReader out, String beginning) throws Exception {
        var before = new StringBuilder();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("No line '" + beginning + "' after:\n" + before);
    }
}
