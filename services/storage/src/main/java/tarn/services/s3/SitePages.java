package tarn.services.s3;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.web.Page;
import tarn.web.Visit;

/** The pages that S3 itself writes: HTML that tells of an error, and redirections. */
final class SitePages {

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(416, "Requested Range Not Satisfiable"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"));

    /** Sends the browser elsewhere. */
    static void redirect(Page page, int status, String location) {
        page.send(status, Map.of("location", location), 0, new ByteArrayInputStream(new byte[0]));
    }

    /**
     * Tells of an error.
     *
     * @param detail further things to name, such as the key
     * @param second what went wrong with the site's own page about the error; null if it has none
     */
    static void error(
            Visit visit,
            Page page,
            AwsServiceException fault,
            Map<String, String> detail,
            @Nullable SecondError second) {
        var title = fault.statusCode() + " " + REASONS.getOrDefault(fault.statusCode(), "Error");
        var code = fault.awsErrorDetails().errorCode();
        var message = fault.awsErrorDetails().errorMessage();
        var html = new StringBuilder("<html>\n<head><title>" + title + "</title></head>\n<body>\n<h1>" + title
                + "</h1>\n<ul>\n<li>Code: " + escaped(code) + "</li>\n<li>Message: " + escaped(message) + "</li>\n");
        detail.forEach((name, value) ->
                html.append("<li>" + name + ": ").append(escaped(value)).append("</li>\n"));
        html.append("<li>RequestId: ").append(escaped(visit.requestId())).append("</li>\n</ul>\n");
        if (second != null) {
            html.append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n")
                    .append("<li>Code: "
                            + escaped(second.fault().awsErrorDetails().errorCode()) + "</li>\n")
                    .append("<li>Message: "
                            + escaped(second.fault().awsErrorDetails().errorMessage()) + "</li>\n")
                    .append("<li>Key: " + escaped(second.key()) + "</li>\n</ul>\n");
        }
        html.append("<hr/>\n</body>\n</html>\n");
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "text/html; charset=utf-8");
        headers.put("x-amz-error-code", code);
        headers.put("x-amz-error-message", message);
        var bytes = html.toString().getBytes(StandardCharsets.UTF_8);
        page.send(fault.statusCode(), headers, bytes.length, new ByteArrayInputStream(bytes));
    }

    /** What went wrong with a site's page about errors. */
    record SecondError(String key, AwsServiceException fault) {}

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private SitePages() {}
}
