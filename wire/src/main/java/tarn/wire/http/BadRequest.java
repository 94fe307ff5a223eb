package tarn.wire.http;

import java.io.IOException;

/**
 * What was sent is not HTTP as we understand it; it is answered at once and the connection closed, since nobody knows
 * where the next request would begin. Code and message are those of S3's front end.
 */
final class BadRequest extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private BadRequest(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static BadRequest malformed(String detail) {
        return new BadRequest(400, "BadRequest", "An error occurred when parsing the HTTP request: " + detail);
    }

    static BadRequest headersTooLarge() {
        return new BadRequest(
                400,
                "RequestHeaderSectionTooLarge",
                "Your request header section exceeds the maximum allowed request header section size.");
    }

    static BadRequest targetTooLong() {
        return new BadRequest(414, "RequestURITooLong", "The request URI exceeds the maximum allowed size.");
    }

    static BadRequest transferEncoding(String encoding) {
        return new BadRequest(
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented: Transfer-Encoding " + encoding);
    }

    static BadRequest version() {
        return new BadRequest(505, "HTTPVersionNotSupported", "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    }

    WireResponse answer() {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                + escape(String.valueOf(getMessage())) + "</Message></Error>";
        return WireResponse.of(
                status,
                new Headers().set("content-type", "application/xml"),
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
