package tarn.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.blobs.TrailingStream;

/**
 * The content of a body in AWS's own chunked form, with or without signed chunks, with or without trailers.
 *
 * <p>The last bytes are given out only after the final chunk, the trailers, every signature and every trailing checksum
 * were found right: who has read as many bytes as were announced has read a body that is whole.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">Signature calculations for
 *     trailing headers</a>
 */
public final class AwsChunkedBody extends TrailingStream {

    private static final int LINE_BYTES_MAX = 4 * 1024;
    private static final int TRAILERS_MAX = 20;
    private static final String SIGNATURE = "x-amz-trailer-signature";

    private record Announced(String trailer, Digest digest) {}

    private final SocketInput framed;
    private final ChunkSeal seal;
    private final List<Announced> announced = new ArrayList<>();
    private final Headers trailers = new Headers();
    private final byte[] one = new byte[1];
    private long left;
    private long leftInChunk;
    private String chunkSignature = "";
    private boolean ended;

    private AwsChunkedBody(InputStream body, long length, ChunkSeal seal) {
        super(body);
        this.framed = new SocketInput(body);
        this.left = length;
        this.seal = seal;
    }

    /** Whether a request's body is in this form. */
    public static boolean frames(WireRequest request) {
        return request.headers()
                        .first("x-amz-content-sha256")
                        .filter(hash -> hash.startsWith("STREAMING-"))
                        .isPresent()
                || request.headers().all("content-encoding").stream()
                        .anyMatch(encoding -> encoding.contains("aws-chunked"));
    }

    /**
     * The same request with the content of its body. {@code aws-chunked} is taken off its {@code content-encoding}.
     *
     * @throws AwsServiceException if the length of the content is not said
     */
    public static WireRequest unframe(WireRequest request, ChunkSeal seal) {
        var headers = request.headers();
        long length = headers.first("x-amz-decoded-content-length")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElseThrow(BodyFaults::missingDecodedLength);
        var body = new AwsChunkedBody(request.body(), length, seal);
        for (var value : headers.all("x-amz-trailer")) {
            for (var name : value.split(",", -1)) {
                body.announce(name.trim().toLowerCase(java.util.Locale.ROOT));
            }
        }
        var encodings = new ArrayList<String>();
        for (var value : headers.all("content-encoding")) {
            for (var encoding : value.split(",", -1)) {
                if (!encoding.trim().equalsIgnoreCase("aws-chunked") && !encoding.isBlank()) {
                    encodings.add(encoding.trim());
                }
            }
        }
        headers.remove("content-encoding");
        if (!encodings.isEmpty()) {
            headers.set("content-encoding", String.join(",", encodings));
        }
        headers.set("content-length", Long.toString(length));
        return request.withBody(body, length);
    }

    private void announce(String trailer) {
        if (trailer.startsWith(Digest.PREFIX)) {
            Digest.of(trailer).ifPresent(digest -> announced.add(new Announced(trailer, digest)));
        }
    }

    @Override
    public Optional<String> trailer(String name) {
        return trailers.first(name);
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (leftInChunk == 0) {
            if (ended) {
                return -1;
            }
            beginChunk();
            if (ended) {
                return -1;
            }
        }
        int read = framed.read(into, offset, (int) Math.min(length, leftInChunk));
        if (read < 0) {
            throw BodyFaults.incompleteBody();
        }
        seal.update(into, offset, read);
        for (var each : announced) {
            each.digest().update(into, offset, read);
        }
        leftInChunk -= read;
        left -= read;
        if (leftInChunk == 0) {
            endChunk();
            if (left == 0) {
                beginChunk();
                if (!ended) {
                    throw BodyFaults.incompleteBody();
                }
            }
        }
        return read;
    }

    private void beginChunk() throws IOException {
        var head = line();
        int end = head.indexOf(';', 0);
        leftInChunk = size(head.text(0, end < 0 ? head.length() : end).trim());
        chunkSignature = end < 0 ? "" : signature(head.text(end + 1, head.length()));
        if (leftInChunk > left) {
            throw BodyFaults.incompleteBody();
        }
        if (leftInChunk == 0) {
            seal.endChunk(chunkSignature);
            if (left > 0) {
                throw BodyFaults.incompleteBody();
            }
            readTrailers();
            ended = true;
        }
    }

    private void endChunk() throws IOException {
        seal.endChunk(chunkSignature);
        if (!line().isEmpty()) {
            throw BodyFaults.incompleteBody();
        }
    }

    /* Clients differ in how many empty lines follow the trailers, if any; the framing below knows where the body ends. */
    private void readTrailers() throws IOException {
        var canonical = new StringBuilder();
        var signature = "";
        for (int count = 0; count < TRAILERS_MAX; count++) {
            var line = framed.line(LINE_BYTES_MAX);
            if (line == null) {
                break;
            }
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':', 0);
            if (colon <= 0) {
                throw BodyFaults.malformedTrailer();
            }
            var name = line.text(0, colon).trim().toLowerCase(java.util.Locale.ROOT);
            var value = line.text(colon + 1, line.length()).trim();
            if (name.equals(SIGNATURE)) {
                signature = value;
            } else {
                trailers.add(name, value);
                canonical.append(name).append(':').append(value).append('\n');
            }
        }
        seal.endTrailers(canonical.toString().getBytes(StandardCharsets.UTF_8), signature);
        checkDigests();
    }

    private void checkDigests() {
        for (var each : announced) {
            var said = trailers.first(each.trailer()).orElse(null);
            if (said == null) {
                throw BodyFaults.malformedTrailer();
            }
            var computed = each.digest().base64();
            if (said.length() != computed.length()) {
                throw BodyFaults.invalidTrailer(each.trailer());
            }
            if (!said.equals(computed)) {
                throw BodyFaults.badDigest(
                        each.trailer().substring(Digest.PREFIX.length()).toUpperCase(java.util.Locale.ROOT));
            }
        }
    }

    private Line line() throws IOException {
        var line = framed.line(LINE_BYTES_MAX);
        if (line == null) {
            throw BodyFaults.incompleteBody();
        }
        return line;
    }

    private static long size(String digits) {
        if (digits.isEmpty() || digits.length() > 15 || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw BodyFaults.incompleteBody();
        }
        return Long.parseLong(digits, 16);
    }

    private static String signature(String extension) {
        var prefix = "chunk-signature=";
        return extension.startsWith(prefix)
                ? extension.substring(prefix.length()).trim()
                : "";
    }

    @Override
    public long skip(long count) throws IOException {
        var skipped = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public int available() {
        return (int) Math.min(leftInChunk, framed.buffered());
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
