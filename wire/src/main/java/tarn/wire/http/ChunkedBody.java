package tarn.wire.http;

import java.io.EOFException;
import java.io.IOException;

/** A body in chunks (RFC 9112 section 7.1), of any size each; extensions are read over, trailers are read over: AWS's clients send theirs within
 * aws-chunked. */
final class ChunkedBody extends RequestBody {

    private static final int LINE_BYTES_MAX = 4 * 1024;
    private static final int TRAILERS_BYTES_MAX = 16 * 1024;

    private final SocketInput in;
    private final Continue waiting;
    private long leftInChunk;
    private boolean first = true;
    private boolean ended;
    private boolean touched;

    ChunkedBody(SocketInput in, Continue waiting) {
        this.in = in;
        this.waiting = waiting;
    }

    @Override
    boolean consumed() {
        return ended;
    }

    @Override
    boolean touched() {
        return touched;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        touched = true;
        waiting.goOn();
        if (leftInChunk == 0 && !nextChunk()) {
            return -1;
        }
        int read = in.read(into, offset, (int) Math.min(count, leftInChunk));
        if (read < 0) {
            throw cut();
        }
        leftInChunk -= read;
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        if (!first && !line().isEmpty()) {
            throw BadRequest.malformed("a chunk is longer than it says");
        }
        first = false;
        leftInChunk = size(line());
        if (leftInChunk > 0) {
            return true;
        }
        RequestHead.readFields(in, TRAILERS_BYTES_MAX);
        ended = true;
        return false;
    }

    private Line line() throws IOException {
        var line = in.line(LINE_BYTES_MAX);
        if (line == null) {
            throw cut();
        }
        return line;
    }

    private static long size(Line line) throws BadRequest {
        int end = line.indexOf(';', 0);
        var digits = line.text(0, end < 0 ? line.length() : end).trim();
        if (digits.isEmpty() || digits.length() > 15 || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw BadRequest.malformed("the size of a chunk");
        }
        return Long.parseLong(digits, 16);
    }

    private static EOFException cut() {
        return new EOFException("The connection was cut within a chunked body");
    }
}
