package tarn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.store.Range;
import tarn.store.Store;

/**
 * Kills a process that writes, at random moments, and looks at what is left: every step that was answered, all of it;
 * of a step that was not, all or nothing; and no file that nobody owns.
 *
 * <p>{@code -Dtarn.kills=200} kills 200 times instead of 20, {@code -Dtarn.seed=…} repeats a run's steps.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("tarn.kills", 20);
    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());

    @TempDir
    private Path folder;

    private final Map<String, String> state = new HashMap<>();
    private int answered;

    /** What a writer did before it was killed. */
    private record Trace(int done, int begun) {}

    @Test
    void nothingAnsweredIsLostAndNothingIsHalfDone() throws Exception {
        var random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = random.nextLong(1_000_000_000);
            var traces = run(seed, random);
            check(seed, traces, "kill " + kill + " of seed " + SEED);
        }
        System.out.println("crash test: " + KILLS + " kills, " + answered + " steps answered, none lost");
        assertThat(answered).isPositive();
    }

    /** Runs the writer and kills it after a random number of steps, or a random time while it opens. */
    private List<Trace> run(long seed, Random random) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        Long.toString(seed))
                .redirectError(
                        folder.resolveSibling(folder.getFileName() + ".err").toFile())
                .start();
        var lines = new ArrayList<String>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.add(String.valueOf(out.readLine()));
            if (random.nextInt(8) == 0) {
                process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            } else {
                for (int left = random.nextInt(600); left > 0; left--) {
                    var line = out.readLine();
                    if (line == null) {
                        break;
                    }
                    lines.add(line);
                }
            }
            assertThat(process.isAlive())
                    .as(() -> "the writer lives until it is killed: " + errors())
                    .isTrue();
            // By its handle: the process itself would close what is still to be read.
            process.toHandle().destroyForcibly();
            out.lines().forEach(lines::add);
        }
        process.waitFor();
        return traces(lines);
    }

    private String errors() {
        try {
            return Files.readString(folder.resolveSibling(folder.getFileName() + ".err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<Trace> traces(List<String> lines) {
        var done = new int[Writer.WRITERS];
        var begun = new int[Writer.WRITERS];
        for (var line : lines) {
            var words = line.split(" ", -1);
            if (words.length == 3) {
                int next = Integer.parseInt(words[2]) + 1;
                (words[0].equals("done") ? done : begun)[Integer.parseInt(words[1])] = next;
            }
        }
        var traces = new ArrayList<Trace>();
        for (int i = 0; i < Writer.WRITERS; i++) {
            traces.add(new Trace(done[i], Math.max(done[i], begun[i])));
        }
        return traces;
    }

    private void check(long seed, List<Trace> traces, String run) throws IOException {
        try (var kept = new Kept(folder)) {
            var found = Kept.CALLER.call(() -> read(kept, run));
            for (int writer = 0; writer < traces.size(); writer++) {
                check(seed, writer, traces.get(writer), found, run);
            }
            assertThat(state).as(run).isEqualTo(found);
            checkFiles(kept, run);
        }
    }

    /** A writer has its own keys, so its last step may be judged by itself. */
    private void check(long seed, int writer, Trace trace, Map<String, String> found, String run) {
        for (int number = 0; number < trace.done; number++) {
            Step.of(seed, writer, number).apply(state);
            answered++;
        }
        var before = of(writer, state);
        var actual = of(writer, found);
        if (trace.begun > trace.done && !actual.equals(before)) {
            Step.of(seed, writer, trace.done).apply(state);
        }
        assertThat(actual).as("%s, writer %s after %s", run, writer, trace).isEqualTo(of(writer, state));
    }

    private static Map<String, String> of(int writer, Map<String, String> state) {
        var own = new HashMap<>(state);
        own.keySet().removeIf(address -> !address.contains("/" + writer + "-"));
        return own;
    }

    private static Map<String, String> read(Kept kept, String run) throws IOException {
        var found = new HashMap<String, String>();
        read(kept.tables, Step.Where.TABLES, found);
        read(kept.names, Step.Where.NAMES, found);
        for (var entry : kept.objects.scan(Range.all())) {
            var stored = entry.value();
            found.put(Step.Where.OBJECTS + "/" + entry.key().reader().text(), stored.value());
            try (var content = kept.platform.blobs().open(stored.blob())) {
                assertThat(content.stream(0, content.sizeBytes()).readAllBytes())
                        .as("%s: bytes of %s", run, stored.value())
                        .isEqualTo(Step.bytes(stored.value()));
            }
        }
        return found;
    }

    private static void read(Store<String> store, Step.Where where, Map<String, String> found) {
        store.scan(Range.all())
                .forEach(entry -> found.put(where + "/" + entry.key().reader().text(), entry.value()));
    }

    private void checkFiles(Kept kept, String run) throws IOException {
        var owned = new ArrayList<String>();
        Kept.CALLER.run(() -> kept.objects.scan(Range.all()).forEach(entry -> {
            if (entry.value().blob().inline() == null) {
                owned.add(entry.value().blob().id());
            }
        }));
        try (var files = Files.walk(folder.resolve("blobs"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .as("%s: blob files", run)
                    .containsExactlyInAnyOrderElementsOf(owned);
        }
    }
}
