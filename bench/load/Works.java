import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** The works by name. */
final class Works {

    static final long MB = 1 << 20;
    static final int SMALL = 1024;
    static final int KEYS = 1000;

    private static final Map<String, Work> NAMED = Map.ofEntries(
            Map.entry("put-1k", new Objects.Putting("bench", SMALL, KEYS)),
            Map.entry("get-1k", new Objects.Getting("bench", SMALL, KEYS)),
            Map.entry("put-64m", new Objects.Putting("bench", 64 * MB, 1)),
            Map.entry("get-64m", new Objects.Getting("bench", 64 * MB, 1)),
            Map.entry("parts-1g", new Objects.InParts("bench", 64 * MB, 16)),
            Map.entry("list-10k", new Objects.Listing("bench-list", 10_000)),
            Map.entry("list-1m", new Objects.Listing("bench-million", 1_000_000)),
            Map.entry("create-table", new Tables()),
            Map.entry("file-1k", new Files.Writing(SMALL, KEYS)),
            Map.entry("file-64m", new Files.Writing(64 * MB, 1)),
            Map.entry("file-1g", new Files.Writing(1024 * MB, 1)),
            Map.entry("file-read-64m", new Files.Reading(64 * MB)));

    static Work named(String name) {
        var work = NAMED.get(name);
        if (work == null) {
            throw new IllegalArgumentException("No such work: " + name + "; there are " + NAMED.keySet());
        }
        return work;
    }

    /** Bytes that do not compress, always the same. */
    static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what);
        }
    }

    private Works() {}
}
