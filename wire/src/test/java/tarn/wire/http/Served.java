package tarn.wire.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** A server for one test, with what reaches it. */
abstract class Served {

    final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    HttpServer server = serve((request, answer) -> answer.send(echo(request)));

    @AfterEach
    void close() {
        server.close();
    }

    static HttpServer serve(Exchange exchange) {
        try {
            return HttpServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void answering(Exchange exchange) {
        server.close();
        server = serve(exchange);
    }

    /** Answers with the target in a header and with the body as it came. */
    WireResponse echo(WireRequest request) {
        try {
            var body = request.body().readAllBytes();
            var headers = new Headers()
                    .set("x-method", request.method())
                    .set("x-path", request.path())
                    .set("x-query", request.query());
            return WireResponse.of(200, headers, body);
        } catch (IOException e) {
            seen.add(e);
            throw new UncheckedIOException(e);
        }
    }

    Wires connect() throws IOException {
        return new Wires(server.port());
    }
}
