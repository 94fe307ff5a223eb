package tarn.wire.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;

/** A client's connection that speaks HTTP/1.1 or 1.0: requests one after the other, each answered on this thread. */
final class Http1Connection {

    private static final System.Logger LOG = System.getLogger(Http1Connection.class.getName());

    /** How much of a body that nobody wanted is read over to keep the connection. */
    private static final long DRAIN_BYTES_MAX = 256 * 1024;

    /** How much is read over so that the client sees the answer before the connection breaks. */
    private static final long LINGER_BYTES_MAX = 64 * 1024 * 1024;

    private static final int LINGER_MILLIS = 2_000;

    private final Connection connection;
    private final Exchange exchange;
    private final SocketInput in;
    private final OutputStream out;
    private final String remote;

    Http1Connection(Connection connection, Exchange exchange, SocketInput in) throws IOException {
        this.connection = connection;
        this.exchange = exchange;
        this.in = in;
        this.out = connection.socket().getOutputStream();
        this.remote = connection.remote();
    }

    /** Answers requests until the connection ends. */
    void serve() throws IOException {
        boolean open = true;
        while (open) {
            connection.idle();
            if (!in.await()) {
                return;
            }
            if (!connection.busy()) {
                return;
            }
            RequestHead head;
            try {
                head = RequestHead.read(in);
            } catch (BadRequest e) {
                refuse(e);
                return;
            }
            if (head == null) {
                return;
            }
            open = answer(head);
        }
    }

    private boolean answer(RequestHead head) throws IOException {
        var waiting = new Continue(out, expectsContinue(head));
        var body = body(head, waiting);
        if (body.consumed()) {
            waiting.goOn();
        }
        var answering = new Answering(head, body, waiting);
        var request = new WireRequest(
                head.method(), head.path(), head.query(), head.headers(), body, head.bodyLength(), remote);
        try {
            exchange.handle(request, answering);
        } catch (UncheckedIOException e) {
            LOG.log(DEBUG, "The client went away", e);
            return false;
        } catch (RuntimeException e) {
            LOG.log(ERROR, "A request was not answered: " + head.method() + " " + head.path(), e);
        }
        if (!answering.sent) {
            answering.send(WireResponse.of(500, new Headers(), new byte[0]));
        }
        return answering.keep && finish(body);
    }

    /** Reads over what nobody wanted of a body; false if that is too much. */
    private boolean finish(RequestBody body) throws IOException {
        if (body.consumed()) {
            return true;
        }
        return drain(body, DRAIN_BYTES_MAX);
    }

    private RequestBody body(RequestHead head, Continue waiting) {
        if (head.bodyLength() < 0) {
            return new ChunkedBody(in, waiting);
        }
        return head.bodyLength() == 0 ? new NoBody() : new LengthBody(in, head.bodyLength(), waiting);
    }

    private static boolean expectsContinue(RequestHead head) {
        return head.minorVersion() == 1
                && head.headers()
                        .first("expect")
                        .filter("100-continue"::equalsIgnoreCase)
                        .isPresent();
    }

    private static boolean wantsClose(RequestHead head) {
        var said = head.headers().all("connection");
        if (said.isEmpty()) {
            return head.minorVersion() == 0;
        }
        var tokens = String.join(",", said);
        boolean close = false;
        boolean keep = false;
        for (var token : tokens.split(",", -1)) {
            close |= token.trim().equalsIgnoreCase("close");
            keep |= token.trim().equalsIgnoreCase("keep-alive");
        }
        return close || (head.minorVersion() == 0 && !keep);
    }

    private void refuse(BadRequest refusal) throws IOException {
        var head = new RequestHead("GET", "/", "", new Headers(), 1, 0);
        new Http1Answers(out).write(refusal.answer(), head, true);
        linger(connection.socket().getInputStream());
    }

    /*
     * Closing a socket with unread input makes the kernel send a reset, which may reach the client before it has read
     * the answer; so the rest is read over for a while (RFC 9112 section 9.6).
     */
    private void linger(InputStream rest) throws IOException {
        Socket socket = connection.socket();
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        drain(rest, LINGER_BYTES_MAX);
    }

    private static boolean drain(InputStream rest, long bytesMax) throws IOException {
        var buffer = new byte[16 * 1024];
        long left = bytesMax;
        while (left > 0) {
            int read = rest.read(buffer);
            if (read < 0) {
                return true;
            }
            left -= read;
        }
        return false;
    }

    /** Where the answer to one request goes. */
    private final class Answering implements Exchange.Answer {
        private final RequestHead head;
        private final RequestBody body;
        private final Continue waiting;
        private boolean sent;
        private boolean keep;

        Answering(RequestHead head, RequestBody body, Continue waiting) {
            this.head = head;
            this.body = body;
            this.waiting = waiting;
        }

        @Override
        public void send(WireResponse response) {
            if (sent) {
                throw new IllegalStateException("This request is answered already");
            }
            sent = true;
            boolean tooMuchLeft = !body.consumed() && (waiting.waiting() || head.bodyLength() > DRAIN_BYTES_MAX);
            boolean close = wantsClose(head) || tooMuchLeft || connection.stopping();
            try {
                keep = new Http1Answers(out).write(response, head, close);
                if (!keep && !body.consumed()) {
                    linger(connection.socket().getInputStream());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
