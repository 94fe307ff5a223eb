package tarn.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.store.StoreFailure;

/**
 * The process that meets a full disk: it writes until it is refused, reads everything, says so, and once it is told that
 * there is room again goes on. A limit on the size of its files stands for the disk. Argument: the data directory.
 */
final class FullDiskWriter {

    private static final int VALUE_BYTES = 20_000;
    private static final int RECORDS_MAX = 10_000;

    private FullDiskWriter() {}

    public static void main(String[] arguments) throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var platform = LocalPlatform.open(Path.of(arguments[0]), Options.durable())) {
            var store = platform.store("x/y", Scope.GLOBAL, Formats.bytes());
            int kept = 0;
            String refusal = "";
            while (refusal.isEmpty() && kept < RECORDS_MAX) {
                refusal = put(store, kept);
                if (refusal.isEmpty()) {
                    kept++;
                }
            }
            out.println("refused after " + kept + ": " + refusal.replace('\n', ' '));
            out.println("again: " + !put(store, kept).isEmpty());
            out.println("blob: " + blob(platform));
            out.println("read " + readable(store, kept));
            // Whoever runs this raises the limit now.
            int told = System.in.read();
            var late = told < 0 ? "nobody made room" : put(store, kept);
            out.println("after: " + late.replace('\n', ' '));
            out.println("read " + readable(store, kept + 1));
        }
    }

    static byte[] value(int number) {
        var value = new byte[VALUE_BYTES];
        new Random(number).nextBytes(value);
        return value;
    }

    /** Puts a record; says why not, or nothing. */
    private static String put(Store<byte[]> store, int number) {
        try {
            store.put(Key.of("k").with(number), value(number));
            return "";
        } catch (StoreFailure e) {
            return e.getMessage();
        }
    }

    private static String blob(LocalPlatform platform) {
        try (var draft = platform.blobs().draft()) {
            for (int i = 0; i < RECORDS_MAX; i++) {
                draft.write(value(i));
            }
            return "sealed " + draft.seal().sizeBytes();
        } catch (IOException e) {
            return "refused";
        }
    }

    /** How many of the first records are as they were written. */
    static int readable(Store<byte[]> store, int count) {
        int right = 0;
        for (int i = 0; i < count; i++) {
            var number = i;
            right += store.get(Key.of("k").with(i))
                            .filter(value -> java.util.Arrays.equals(value, value(number)))
                            .isPresent()
                    ? 1
                    : 0;
        }
        return right;
    }
}
