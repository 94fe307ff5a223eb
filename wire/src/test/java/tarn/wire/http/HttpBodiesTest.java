package tarn.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies over raw connections: cut, expected, left unread, large, in chunks. */
class HttpBodiesTest extends Served {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nshort",
                "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\na\r\nshort",
                "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n",
            })
    void aBodyThatIsCutNeverPassesForWhole(String request) throws Exception {
        try (var wire = connect()) {
            wire.send(request).halfClose();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientThatExpectsContinueIsToldToGoOnWhenItsBodyIsRead() throws IOException {
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(100);
            wire.send("body");
            assertThat(wire.reply().text()).isEqualTo("body");
            wire.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().headers().first("x-path")).contains("/next");
        }
    }

    @Test
    void aChunkedBodyIsWaitedForInTheSameWay() throws IOException {
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-Continue\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(100);
            wire.send("4\r\nbody\r\n0\r\n\r\n");
            assertThat(wire.reply().text()).isEqualTo("body");
        }
    }

    @Test
    void anEmptyPutThatExpectsContinueGetsItToo() throws IOException {
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(100);
            assertThat(wire.reply().status()).isEqualTo(200);
            wire.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().headers().first("x-path")).contains("/next");
        }
    }

    @Test
    void aFinalAnswerInsteadOfContinueClosesTheConnection() throws IOException {
        answering((request, answer) -> answer.send(WireResponse.of(403, new Headers(), new byte[2])));
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.headers().first("connection")).contains("close");
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void aSmallBodyThatNobodyReadsIsReadOverAndTheConnectionKept() throws IOException {
        answering((request, answer) ->
                answer.send(WireResponse.of(403, new Headers().set("x-path", request.path()), new byte[2])));
        try (var wire = connect()) {
            wire.send("PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000));
            assertThat(wire.reply().status()).isEqualTo(403);
            wire.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().headers().first("x-path")).contains("/2");
        }
    }

    @Test
    void theAnswerToALargeBodyThatNobodyReadsArrivesBeforeTheConnectionEnds() throws IOException {
        answering((request, answer) -> answer.send(WireResponse.of(403, new Headers(), new byte[2])));
        try (var wire = connect()) {
            wire.send("PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
            wire.send(new byte[20_000_000]);
            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.headers().first("connection")).contains("close");
        }
    }

    @Test
    void largeBodiesGoThroughInSmallMemoryBothWays() throws Exception {
        long size = 3L << 30;
        answering((request, answer) -> answer.send(new WireResponse(200, new Headers(), size, out -> {
            var buffer = new byte[256 * 1024];
            long left = size;
            for (int read = request.body().read(buffer);
                    read >= 0;
                    read = request.body().read(buffer)) {
                out.write(buffer, 0, read);
                left -= read;
            }
            assertThat(left).isZero();
        })));
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
            var sending = CompletableFuture.runAsync(() -> {
                var piece = new byte[1 << 20];
                for (long sent = 0; sent < size; sent += piece.length) {
                    try {
                        wire.send(piece);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            assertThat(wire.replySize()).isEqualTo(size);
            sending.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void chunksOfAnySizeAreStreamed() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            body.writeBytes(new byte[i * 137]);
        }
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 1; i < 100; i++) {
                wire.send(Integer.toHexString(i * 137) + "\r\n")
                        .send(new byte[i * 137])
                        .send("\r\n");
            }
            wire.send("0\r\n\r\n");
            assertThat(wire.reply().body()).isEqualTo(body.toByteArray());
        }
    }
}
