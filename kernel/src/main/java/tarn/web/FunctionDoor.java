package tarn.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The URLs of functions, which Lambda offers to the gateway. */
public interface FunctionDoor {

    /**
     * A URL.
     *
     * @param account that owns it
     * @param signed whether only signed requests are let in
     * @param rules which pages of other origins may use it
     */
    record Url(String account, String region, boolean signed, List<CrossOriginRule> rules) {}

    /**
     * A request to a URL.
     *
     * @param path raw, without what names the URL; begins with a slash
     * @param query raw, without its question mark
     * @param headers by name in lower case, several values with a comma between
     * @param remote the address it comes from
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Asked(
            String id,
            String method,
            String path,
            String query,
            Map<String, String> headers,
            byte[] body,
            String host,
            String remote) {}

    /** Writes an answer's body, perhaps while the function still makes it. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes the answer, once. */
    @FunctionalInterface
    interface Answer {
        /**
         * Sends it.
         *
         * @param headers names and values; a name may come again
         * @param length of the body in bytes; -1 if it is not known yet
         */
        void send(int status, List<Map.Entry<String, String>> headers, long length, Body body);
    }

    /** The URL of an id; empty if there is none. Needs no caller. */
    Optional<Url> url(String id);

    /** Answers a request as the current caller, whatever comes of it. */
    void answer(Asked asked, Answer answer);
}
