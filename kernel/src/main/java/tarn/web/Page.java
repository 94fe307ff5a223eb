package tarn.web;

import java.io.InputStream;
import java.util.Map;

/** Where the answer to a {@link Visit} goes. */
@FunctionalInterface
public interface Page {

    /**
     * Sends the answer.
     *
     * @param headers by name in lower case, {@code content-length} not among them
     * @param lengthBytes of the body that a GET has, or would have
     */
    void send(int status, Map<String, String> headers, long lengthBytes, InputStream body);
}
