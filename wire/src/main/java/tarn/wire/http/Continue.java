package tarn.wire.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The client's wait for {@code 100 Continue}. It is told to go on when its body is first asked for.
 *
 * <p>A final answer instead of a 100 is allowed by HTTP, but botocore then takes the next answer on the connection for
 * the awaited 100 and hangs for a minute; so such an answer closes the connection.
 */
final class Continue {

    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean waiting;

    Continue(OutputStream out, boolean waiting) {
        this.out = out;
        this.waiting = waiting;
    }

    /** Whether the client still waits. */
    boolean waiting() {
        return waiting;
    }

    /** Tells the client to send its body, if it waits. */
    void goOn() throws IOException {
        if (waiting) {
            waiting = false;
            out.write(GO_ON);
            out.flush();
        }
    }
}
