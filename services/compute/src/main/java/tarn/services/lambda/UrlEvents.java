package tarn.services.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tarn.kernel.Caller;
import tarn.time.TarnClock;
import tarn.web.FunctionDoor;

/**
 * Requests to URLs as functions get them, and what they answer as HTTP: version 2.0 of the format,
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html.
 */
final class UrlEvents {

    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String PRELUDE = "application/vnd.awslambda.http-integration-response";
    private static final int PRELUDE_END = 8;
    private static final int BROKEN = 502;

    /** What the server says itself of every answer. */
    private static final Set<String> OURS = Set.of("content-length", "transfer-encoding", "connection", "date");

    private UrlEvents() {}

    static byte[] event(FunctionDoor.Asked asked, StoredUrl url, Caller caller, String requestId, TarnClock clock) {
        var event = JSON.createObjectNode();
        event.put("version", "2.0").put("routeKey", "$default");
        event.put("rawPath", asked.path()).put("rawQueryString", asked.query());
        var cookies = asked.headers().get("cookie");
        if (cookies != null) {
            var all = event.putArray("cookies");
            for (var cookie : cookies.split(";", -1)) {
                all.add(cookie.trim());
            }
        }
        var headers = event.putObject("headers");
        asked.headers().forEach((name, value) -> {
            if (!name.equals("cookie")) {
                headers.put(name, value);
            }
        });
        if (!asked.query().isEmpty()) {
            parameters(asked.query(), event.putObject("queryStringParameters"));
        }
        context(asked, url, caller, requestId, clock, event.putObject("requestContext"));
        boolean isText = isText(asked.body());
        if (asked.body().length > 0) {
            event.put(
                    "body",
                    isText
                            ? new String(asked.body(), StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(asked.body()));
        }
        event.put("isBase64Encoded", !isText);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void context(
            FunctionDoor.Asked asked,
            StoredUrl url,
            Caller caller,
            String requestId,
            TarnClock clock,
            ObjectNode context) {
        context.put("accountId", url.signed() ? caller.account() : "anonymous");
        context.put("apiId", url.id());
        if (url.signed()) {
            context.putObject("authorizer")
                    .putObject("iam")
                    .put("accessKey", caller.accessKey())
                    .put("accountId", caller.account())
                    .put("callerId", caller.userId())
                    .putNull("cognitoIdentity")
                    .putNull("principalOrgId")
                    .put("userArn", caller.principal())
                    .put("userId", caller.userId());
        }
        context.put("domainName", asked.host()).put("domainPrefix", url.id());
        context.putObject("http")
                .put("method", asked.method())
                .put("path", asked.path())
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", asked.remote())
                .put("userAgent", asked.headers().getOrDefault("user-agent", ""));
        context.put("requestId", requestId).put("routeKey", "$default").put("stage", "$default");
        context.put("time", TIME.format(clock.instant())).put("timeEpoch", clock.millis());
    }

    private static void parameters(String query, ObjectNode into) {
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                into.put(name, into.has(name) ? into.get(name).asText() + "," + value : value);
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static boolean isText(byte[] body) {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Answers as the function wants it: by a status of its own, or with what it said as JSON. */
    static void answer(byte[] payload, FunctionDoor.Answer answer) {
        JsonNode said;
        try {
            said = JSON.readTree(payload);
        } catch (IOException e) {
            said = null;
        }
        if (said == null || !said.isObject() || !said.has("statusCode")) {
            var body = said != null && said.isTextual() ? said.asText().getBytes(StandardCharsets.UTF_8) : payload;
            send(answer, 200, List.of(Map.entry("content-type", "application/json")), body);
            return;
        }
        int status = said.path("statusCode").asInt();
        if (status < 100 || status > 599) {
            send(answer, BROKEN, List.of(), "Internal Server Error".getBytes(StandardCharsets.UTF_8));
            return;
        }
        var body = said.path("body").isTextual()
                ? said.path("body").asText()
                : said.path("body").isMissingNode() || said.path("body").isNull()
                        ? ""
                        : said.path("body").toString();
        byte[] bytes;
        try {
            bytes = said.path("isBase64Encoded").asBoolean()
                    ? Base64.getDecoder().decode(body)
                    : body.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            send(answer, BROKEN, List.of(), "Internal Server Error".getBytes(StandardCharsets.UTF_8));
            return;
        }
        send(answer, status, headers(said, "application/json"), bytes);
    }

    private static List<Map.Entry<String, String>> headers(JsonNode said, String usual) {
        var headers = new ArrayList<Map.Entry<String, String>>();
        boolean typed = false;
        for (var header : said.path("headers").properties()) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            typed |= name.equals("content-type");
            if (!OURS.contains(name)
                    && isClean(name)
                    && isClean(header.getValue().asText())) {
                headers.add(Map.entry(name, header.getValue().asText()));
            }
        }
        if (!typed) {
            headers.add(Map.entry("content-type", usual));
        }
        for (var cookie : said.path("cookies")) {
            if (isClean(cookie.asText())) {
                headers.add(Map.entry("set-cookie", cookie.asText()));
            }
        }
        return headers;
    }

    /** Whether a function's text may stand in a header: a line break would be a header of its own. */
    private static boolean isClean(String text) {
        return text.chars().noneMatch(each -> (each < ' ' && each != '\t') || each == 0x7F);
    }

    static void send(FunctionDoor.Answer answer, int status, List<Map.Entry<String, String>> headers, byte[] body) {
        answer.send(status, headers, body.length, out -> out.write(body));
    }

    /**
     * How a streamed answer begins.
     *
     * @param rest what of it has come of the body
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Begun(int status, List<Map.Entry<String, String>> headers, byte[] rest) {}

    /** How a streamed answer begins, if enough of it has come. */
    static Optional<Begun> begun(String contentType, byte[] soFar) {
        if (!contentType.equals(PRELUDE)) {
            var type = contentType.isEmpty() ? "application/octet-stream" : contentType;
            return Optional.of(new Begun(200, List.of(Map.entry("content-type", type)), soFar));
        }
        for (int at = 0; at + PRELUDE_END <= soFar.length; at++) {
            if (Arrays.equals(soFar, at, at + PRELUDE_END, new byte[PRELUDE_END], 0, PRELUDE_END)) {
                var rest = Arrays.copyOfRange(soFar, at + PRELUDE_END, soFar.length);
                try {
                    var said = JSON.readTree(soFar, 0, at);
                    int status = said.path("statusCode").asInt(200);
                    return Optional.of(new Begun(status, headers(said, "application/octet-stream"), rest));
                } catch (IOException e) {
                    return Optional.of(new Begun(BROKEN, List.of(), new byte[0]));
                }
            }
        }
        return Optional.empty();
    }
}
