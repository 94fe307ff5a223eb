package tarn.web;

import java.util.Map;

/**
 * An API of another make, of texts, that a service speaks beside AWS's protocols, at paths of its own: Glue's Iceberg catalog. A
 * request finds it by what it is signed for and by its path, and is answered as its caller.
 */
public interface Annex {

    /**
     * A request.
     *
     * @param method in upper case
     * @param path raw, as it was sent
     * @param query raw, without its question mark
     * @param headers the first value of each, by name in lower case
     */
    record Asked(String method, String path, String query, Map<String, String> headers, String body) {}

    /**
     * The answer to a request.
     *
     * @param headers by name in lower case, {@code content-length} not among them
     */
    record Answered(int status, Map<String, String> headers, String body) {}

    /** Whether a path belongs to this API. */
    boolean owns(String path);

    /** Answers a request as the current caller; what is refused is told in the API's own form. */
    Answered answer(Asked asked);
}
