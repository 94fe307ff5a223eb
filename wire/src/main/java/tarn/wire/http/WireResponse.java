package tarn.wire.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer as it goes over HTTP.
 *
 * @param status the HTTP status
 * @param headers the header fields, without {@code content-length}
 * @param length how many bytes the body has; -1 if it is not known before it is written
 * @param body writes the body
 */
public record WireResponse(int status, Headers headers, long length, Body body) {

    /** Writes the bytes of an answer. */
    @FunctionalInterface
    public interface Body {
        /** Writes everything to {@code out}, which the server closes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** An answer whose body is already there. */
    public static WireResponse of(int status, Headers headers, byte[] body) {
        return new WireResponse(status, headers, body.length, out -> out.write(body));
    }
}
