package tarn.wire.http;

import java.io.InputStream;

/**
 * A request as it came over HTTP.
 *
 * @param method in upper case
 * @param path the raw path, percent-encoded as it was sent, not normalised; begins with {@code /}
 * @param query the raw query without its question mark; empty if there is none
 * @param headers the header fields, {@code host} among them
 * @param body the body, to be read once; the content itself: transfer encoding, aws-chunked framing and gzip are off
 *     once the gateway has passed it on. A {@link tarn.blobs.TrailingStream} if trailers may follow
 * @param bodyLength how many bytes the body has; -1 if that is not known
 * @param remote the address of the client, without port
 */
public record WireRequest(
        String method, String path, String query, Headers headers, InputStream body, long bodyLength, String remote) {

    /** The same request with another body. */
    public WireRequest withBody(InputStream newBody, long newLength) {
        return new WireRequest(method, path, query, headers, newBody, newLength, remote);
    }

    /** The same request with another path and query, as virtual-host addressing is turned into path style. */
    public WireRequest at(String newPath, String newQuery) {
        return new WireRequest(method, newPath, newQuery, headers, body, bodyLength, remote);
    }
}
