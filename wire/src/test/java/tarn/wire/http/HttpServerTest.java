package tarn.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as AWS's clients speak it, over raw connections. */
class HttpServerTest extends Served {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bucket/..",
                "/bucket/../x",
                "/bucket//double",
                "/bucket/trailing/",
                "/bucket/a%2Fb",
                "/bucket/a%2fb%00",
                "/bucket/100%",
                "/bucket/%F0%9F%90%9F",
                "/bucket/a;b=c",
                "/bucket/a:b@c!$&'()*+,[]{}|\\^`\"<>",
                "//bucket",
                "/"
            })
    void pathsArriveAsTheyWereSent(String path) throws IOException {
        try (var wire = connect()) {
            wire.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.reply().headers().first("x-path")).contains(path);
        }
    }

    @Test
    void bytesBeyondAsciiInPathsArePercentEncoded() throws IOException {
        try (var wire = connect()) {
            wire.send("GET /bucket/\uD83D\uDC1F?prefix=\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.headers().first("x-path")).contains("/bucket/%F0%9F%90%9F");
            assertThat(reply.headers().first("x-query")).contains("prefix=%C3%A4");
        }
    }

    @Test
    void keysOf1024BytesAndLongPresignedUrlsPass() throws IOException {
        var path = "/bucket/" + "%F0%9F%90%9F".repeat(256);
        var query = "X-Amz-Security-Token=" + "a".repeat(20_000) + "&x==&y=%3D?";
        try (var wire = connect()) {
            wire.send("GET " + path + "?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.headers().first("x-path")).contains(path);
            assertThat(reply.headers().first("x-query")).contains(query);
        }
    }

    @Test
    void anAbsoluteTargetNamesTheHost() throws IOException {
        answering((request, answer) -> answer.send(WireResponse.of(
                200,
                new Headers().set("x-path", request.path()),
                request.headers().first("host").orElse("").getBytes(StandardCharsets.UTF_8))));
        try (var wire = connect()) {
            wire.send("GET http://bucket.s3.localhost:4566/key HTTP/1.1\r\nHost: proxy\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.text()).isEqualTo("bucket.s3.localhost:4566");
            assertThat(reply.headers().first("x-path")).contains("/key");
        }
    }

    @Test
    void aConnectionServesManyRequestsAlsoWhenTheyAreSentAheadOfTheirAnswers() throws IOException {
        try (var wire = connect()) {
            wire.send("PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none"
                    + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "PUT /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;x=y\r\nthr\r\n2\r\nee\r\n0\r\nTrailer: x\r\n\r\n"
                    + "GET /4 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().text()).isEqualTo("one");
            assertThat(wire.reply().headers().first("x-path")).contains("/2");
            assertThat(wire.reply().text()).isEqualTo("three");
            assertThat(wire.reply().headers().first("x-path")).contains("/4");
        }
    }

    @Test
    void http10IsAnsweredAndClosed() throws IOException {
        try (var wire = connect()) {
            wire.send("GET /old HTTP/1.0\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().first("connection")).contains("close");
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void http10ReadsABodyOfUnknownLengthToTheEndOfTheConnection() throws IOException {
        answering((request, answer) -> answer.send(new WireResponse(
                200, new Headers(), -1, out -> out.write("streamed".getBytes(StandardCharsets.UTF_8)))));
        try (var wire = connect()) {
            wire.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.headers().first("transfer-encoding")).isEmpty();
            assertThat(reply.text()).isEqualTo("streamed");
        }
    }

    @Test
    void headCarriesTheLengthAndNoBody() throws IOException {
        answering((request, answer) -> answer.send(WireResponse.of(200, new Headers(), new byte[12345])));
        try (var wire = connect()) {
            wire.send("HEAD /key HTTP/1.1\r\nHost: h\r\n\r\nGET /key HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply("HEAD").headers().first("content-length")).contains("12345");
            assertThat(wire.reply().body()).hasSize(12345);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerThatHasNoBodyKeepsTheConnection(int status) throws IOException {
        answering((request, answer) -> answer.send(WireResponse.of(status, new Headers(), new byte[0])));
        try (var wire = connect()) {
            wire.send("DELETE /key HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));
            assertThat(wire.reply().status()).isEqualTo(status);
            var second = wire.reply();
            assertThat(second.status()).isEqualTo(status);
            assertThat(second.headers().first("content-length")).isEmpty();
        }
    }

    @Test
    void aBodyOfUnknownLengthComesInChunks() throws IOException {
        var large = new byte[300_000];
        Arrays.fill(large, (byte) 'x');
        answering((request, answer) -> answer.send(new WireResponse(200, new Headers(), -1, out -> {
            out.write("small,".getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write(large);
            out.write(',');
            out.write("end".getBytes(StandardCharsets.UTF_8));
        })));
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));
            assertThat(wire.reply().text())
                    .startsWith("small,xxx")
                    .endsWith("x,end")
                    .hasSize(300_010);
            assertThat(wire.reply().body()).hasSize(300_010);
        }
    }

    @Test
    void anAnswerShorterThanPromisedBreaksTheConnectionInsteadOfPassingForWhole() throws IOException {
        answering((request, answer) ->
                answer.send(new WireResponse(200, new Headers(), 10, out -> out.write(new byte[9]))));
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().body()).hasSize(9);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void anAnswerWhoseBodyFailsHalfwayIsNotEndedProperly() throws IOException {
        answering((request, answer) -> answer.send(new WireResponse(200, new Headers(), -1, out -> {
            out.write(new byte[100_000]);
            throw new IllegalStateException("the disk is gone");
        })));
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThatThrownBy(wire::reply).isInstanceOf(IOException.class);
        }
    }

    @Test
    void lineBreaksInHeaderValuesDoNotMakeHeaders() throws IOException {
        answering((request, answer) ->
                answer.send(WireResponse.of(200, new Headers().set("x-meta", "a\r\nx-evil: 1"), new byte[0])));
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            var reply = wire.reply();
            assertThat(reply.headers().first("x-evil")).isEmpty();
            assertThat(reply.headers().first("x-meta")).contains("a  x-evil: 1");
        }
    }

    @Test
    void headerValuesAreUtf8OrElseOneCharacterAByte() throws IOException {
        answering((request, answer) -> {
            seen.add(request.headers().first("x-amz-meta-a").orElse(""));
            seen.add(request.headers().first("x-amz-meta-b").orElse(""));
            answer.send(WireResponse.of(200, new Headers(), new byte[0]));
        });
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\nX-Amz-Meta-A: gr\u00fcn\r\nX-Amz-Meta-B: ");
            wire.send(new byte[] {'g', 'r', (byte) 0xFC, 'n'}).send("\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(200);
            assertThat(seen).containsExactly("gr\u00fcn", "gr\u00fcn");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /x\r\nHost: h\r\n\r\n",
                "GET  /x HTTP/1.1\r\nHost: h\r\n\r\n",
                "G@T /x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /x HTTP/1.1\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost : h\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: h\r\nX: \u0001\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            })
    void whatIsNotHttpIsRefusedAndTheConnectionClosed(String request) throws IOException {
        try (var wire = connect()) {
            wire.send(request).halfClose();
            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("<Code>BadRequest</Code>");
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void unknownTransferEncodingsAndVersionsAreNamed() throws IOException {
        try (var wire = connect()) {
            wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(501);
        }
        try (var wire = connect()) {
            wire.send("GET /x HTTP/3.0\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(505);
        }
    }

    @Test
    void oversizedHeadersAndTargetsGetAwssAnswers() throws IOException {
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n" + "X-Long: aaaaaaaaaaaaaaaaaaaa\r\n".repeat(4_000) + "\r\n");
            var reply = wire.reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("<Code>RequestHeaderSectionTooLarge</Code>");
        }
        try (var wire = connect()) {
            wire.send("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(414);
        }
    }

    @Test
    void anUnansweredRequestIsAnsweredAsAFailure() throws IOException {
        answering((request, answer) -> {
            throw new IllegalStateException("meant by the test");
        });
        try (var wire = connect()) {
            wire.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(wire.reply().status()).isEqualTo(500);
        }
    }

    @Test
    void stoppingLetsAnAnswerFinishAndClosesWhatWaits() throws Exception {
        var began = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        answering((request, answer) -> {
            began.countDown();
            try {
                assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            answer.send(WireResponse.of(200, new Headers(), "done".getBytes(StandardCharsets.UTF_8)));
        });
        int port = server.port();
        try (var waiting = connect();
                var working = connect()) {
            working.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
            var stopping = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(10)));
            assertThat(waiting.closed()).isTrue();
            mayEnd.countDown();
            var reply = working.reply();
            assertThat(reply.text()).isEqualTo("done");
            assertThat(reply.headers().first("connection")).contains("close");
            stopping.get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> new Wires(port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void manyConnectionsAreServedAtOnce() throws Exception {
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new java.util.ArrayList<java.util.concurrent.Future<String>>();
            for (int i = 0; i < 200; i++) {
                var text = "request " + i;
                replies.add(executor.submit(() -> {
                    try (var wire = connect()) {
                        wire.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                        return wire.reply().text();
                    }
                }));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(replies.get(i).get()).isEqualTo("request " + i);
            }
        }
    }
}
