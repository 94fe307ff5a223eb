package tarn.services.lambda;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What an environment prints and what is said of its invocations, cut into lines as they are complete, and the end of
 * what belongs to the invocation that runs.
 */
final class EnvironmentLog implements Consumer<byte[]> {

    private static final int TAIL_BYTES = 4096;
    private static final int TAIL_SLACK_BYTES = 16 * TAIL_BYTES;
    private static final int LINE_BYTES_MAX = 256 << 10;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] tail = {};

    /** @param lines takes each line, without its end */
    EnvironmentLog(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void accept(byte[] piece) {
        keep(piece);
        int from = 0;
        for (int i = 0; i < piece.length; i++) {
            if (piece[i] == '\n') {
                line.write(piece, from, i - from);
                flush();
                from = i + 1;
            } else if (line.size() + i - from >= LINE_BYTES_MAX) {
                line.write(piece, from, i - from);
                flush();
                from = i;
            }
        }
        line.write(piece, from, piece.length - from);
    }

    private void flush() {
        if (line.size() > 0) {
            // Runtimes write the lines of one message with carriage returns between them, so that they stay together.
            lines.accept(line.toString(StandardCharsets.UTF_8).replace('\r', '\n'));
        }
        line.reset();
    }

    private void keep(byte[] piece) {
        var joined = Arrays.copyOf(tail, tail.length + piece.length);
        System.arraycopy(piece, 0, joined, tail.length, piece.length);
        tail = joined.length > TAIL_SLACK_BYTES ? last(joined) : joined;
    }

    private static byte[] last(byte[] bytes) {
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - TAIL_BYTES), bytes.length);
    }

    /** Says a line of the platform's own; a line of the function that is not complete ends before it. */
    synchronized void say(String text) {
        if (line.size() > 0) {
            accept(new byte[] {'\n'});
        }
        accept((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Begins the log of an invocation. */
    synchronized void begin() {
        tail = new byte[0];
    }

    /** The last 4 KB of the invocation's log. */
    synchronized byte[] tail() {
        var end = last(tail);
        for (int i = 0; i < end.length; i++) {
            if (end[i] == '\r') {
                end[i] = '\n';
            }
        }
        return end;
    }
}
