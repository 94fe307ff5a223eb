package tarn.wire.signature;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Signed;

/** The canonical form of a request, which both sides sign. */
final class Canonical {

    /**
     * The canonical request.
     *
     * @param payloadHash what stands for the body: its SHA-256 in hexadecimal digits, or {@code UNSIGNED-PAYLOAD} and
     *     its like
     */
    static String request(WireRequest request, Signed signed, String path, String payloadHash) {
        var text = new StringBuilder(1024);
        text.append(request.method()).append('\n');
        text.append(path).append('\n');
        text.append(query(request.query(), signed.presigned())).append('\n');
        for (var name : signed.headers()) {
            text.append(name).append(':');
            boolean first = true;
            for (var value : request.headers().all(name)) {
                if (!first) {
                    text.append(',');
                }
                first = false;
                append(text, value);
            }
            text.append('\n');
        }
        text.append('\n').append(String.join(";", signed.headers())).append('\n');
        return text.append(payloadHash).toString();
    }

    /**
     * The paths that clients may have signed, the likely one first. S3 encodes the path once and normalises nothing;
     * every other service's is normalised and encoded once more than it is sent.
     */
    static List<String> paths(WireRequest request, Signed signed) {
        if (signed.scope().service().startsWith("s3")) {
            var encoded = Percent.normal(request.path(), true);
            return encoded.equals(request.path()) ? List.of(encoded) : List.of(encoded, request.path());
        }
        var normalised = Percent.encode(normalise(request.path()), true);
        var plain = Percent.encode(request.path(), true);
        return normalised.equals(plain) ? List.of(normalised) : List.of(normalised, plain);
    }

    /** RFC 3986 section 5.2.4, and slashes side by side become one. */
    private static String normalise(String path) {
        var kept = new ArrayDeque<String>();
        for (var segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        var joined = "/" + String.join("/", kept);
        return path.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
    }

    private static String query(String query, boolean presigned) {
        if (query.isEmpty()) {
            return "";
        }
        record Parameter(String name, String value) {}
        var parameters = new ArrayList<Parameter>();
        for (var pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = Percent.normal(equals < 0 ? pair : pair.substring(0, equals), false);
            if (presigned && name.equals("X-Amz-Signature")) {
                continue;
            }
            parameters.add(new Parameter(name, equals < 0 ? "" : Percent.normal(pair.substring(equals + 1), false)));
        }
        parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        var text = new StringBuilder(query.length() + 32);
        for (var parameter : parameters) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(parameter.name())
                    .append('=')
                    .append(parameter.value());
        }
        return text.toString();
    }

    /** Blanks in a row count as one. */
    private static void append(StringBuilder text, String value) {
        boolean blank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' && blank) {
                continue;
            }
            blank = c == ' ';
            text.append(c);
        }
    }

    private Canonical() {}
}
