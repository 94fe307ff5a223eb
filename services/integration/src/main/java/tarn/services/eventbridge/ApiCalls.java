package tarn.services.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Platform;

/**
 * Calls of API destinations: the event as JSON, let in by the connection, no faster than the destination allows.
 *
 * <p>A call that is answered with 401, 407, 409, 429 or 5xx, or not within five seconds, is made again as the target's retry
 * policy says; any other refusal is final. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
final class ApiCalls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TOKEN_SPARE = Duration.ofSeconds(60);
    private static final long TOKEN_SECONDS = 3_600;
    private static final Set<Integer> AGAIN = Set.of(401, 407, 409, 429);
    private static final int REFUSED = 401;

    /** A call that would have to wait longer for its turn goes back into the outbox. */
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Platform platform;
    private final ApiDestinations destinations;
    private final Connections connections;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> turns = new ConcurrentHashMap<>();

    private record Token(String text, Instant until) {}

    ApiCalls(Platform platform, ApiDestinations destinations, Connections connections) {
        this.platform = platform;
        this.destinations = destinations;
        this.connections = connections;
    }

    /** What a call is made of, as it grows. */
    private static final class Draft {
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> query = new ArrayList<>();
        private String body;

        Draft(String body) {
            this.body = body;
        }

        void query(String name, String value) {
            query.add(encoded(name) + "=" + encoded(value));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Calls the destination of an ARN, as the current caller. */
    void call(Arn arn, Delivery delivery) {
        if (!platform.permissions().allow("events:InvokeApiDestination", arn.toString())) {
            throw new UndeliverableException(
                    "The role may not invoke " + arn, new IllegalStateException("AccessDeniedException"));
        }
        var destination = destinations
                .of(arn)
                .orElseThrow(() -> new UndeliverableException(
                        "There is no API destination " + arn, new IllegalStateException("NO_RESOURCE")));
        var connection = connections.of(destination.connectionArn());
        var auth = connections.auth(connection);
        var draft = new Draft(delivery.input());
        var asked = delivery.target().httpParameters();
        if (asked != null) {
            draft.headers.putAll(asked.headerParameters());
            asked.queryStringParameters().forEach(draft::query);
        }
        parameters(draft, auth.path("invocation_http_parameters"));
        draft.headers.putIfAbsent("Content-Type", "application/json; charset=utf-8");
        draft.headers.put("User-Agent", "Amazon/EventBridge/ApiDestinations");
        letIn(draft, connection, auth);
        waitForTurn(arn, destination.rate());
        var status = send(
                destination.method(),
                uri(destination.endpoint(), asked == null ? List.of() : asked.pathParameterValues(), draft),
                draft);
        if (status == REFUSED) {
            tokens.remove(connection.id());
        }
        if (status >= 500 || AGAIN.contains(status)) {
            throw new IllegalStateException("The API destination answered " + status);
        }
        if (status >= 300) {
            throw new UndeliverableException(
                    "The API destination answered " + status, new IllegalStateException("Status " + status));
        }
    }

    /** What a connection adds to every call; a body that is no JSON object takes nothing more. */
    private static void parameters(Draft draft, JsonNode http) {
        ConnectionAuth.stream(http, "header_parameters")
                .forEach(each -> draft.headers.put(
                        each.path("key").asText(), each.path("value").asText()));
        ConnectionAuth.stream(http, "query_string_parameters")
                .forEach(each -> draft.query(
                        each.path("key").asText(), each.path("value").asText()));
        if (http.path("body_parameters").isEmpty()) {
            return;
        }
        try {
            if (JSON.readTree(draft.body) instanceof ObjectNode body) {
                ConnectionAuth.stream(http, "body_parameters")
                        .forEach(each -> body.put(
                                each.path("key").asText(), each.path("value").asText()));
                draft.body = body.toString();
            }
        } catch (IOException _) {
            // The target's input is not JSON, and goes as it is.
        }
    }

    private void letIn(Draft draft, StoredConnection connection, ObjectNode auth) {
        if (auth.has("username")) {
            var both =
                    auth.path("username").asText() + ":" + auth.path("password").asText();
            draft.headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        } else if (auth.has("api_key_name")) {
            draft.headers.put(
                    auth.path("api_key_name").asText(),
                    auth.path("api_key_value").asText());
        } else {
            draft.headers.put("Authorization", "Bearer " + token(connection, auth));
        }
    }

    /** A token of the connection's authorization server, held until shortly before its end. */
    private String token(StoredConnection connection, ObjectNode auth) {
        var now = platform.clock().instant();
        var known = tokens.get(connection.id());
        if (known != null && now.isBefore(known.until())) {
            return known.text();
        }
        var draft = new Draft("");
        var form = new ArrayList<String>();
        form.add("grant_type=client_credentials");
        form.add("client_id=" + encoded(auth.path("client_id").asText()));
        form.add("client_secret=" + encoded(auth.path("client_secret").asText()));
        var http = auth.path("oauth_http_parameters");
        ConnectionAuth.stream(http, "body_parameters")
                .forEach(each -> form.add(encoded(each.path("key").asText()) + "="
                        + encoded(each.path("value").asText())));
        draft.body = String.join("&", form);
        ConnectionAuth.stream(http, "header_parameters")
                .forEach(each -> draft.headers.put(
                        each.path("key").asText(), each.path("value").asText()));
        ConnectionAuth.stream(http, "query_string_parameters")
                .forEach(each -> draft.query(
                        each.path("key").asText(), each.path("value").asText()));
        draft.headers.put("Content-Type", "application/x-www-form-urlencoded");
        var answer = exchange(
                auth.path("http_method").asText("POST"),
                uri(auth.path("authorization_endpoint").asText(), List.of(), draft),
                draft);
        try {
            var said = JSON.readTree(answer.body());
            var text = said == null ? "" : said.path("access_token").asText();
            if (answer.statusCode() >= 300 || text.isEmpty()) {
                throw new IllegalStateException(
                        "The authorization endpoint answered " + answer.statusCode() + " without a token");
            }
            var lasts = Duration.ofSeconds(said.path("expires_in").asLong(TOKEN_SECONDS));
            tokens.put(connection.id(), new Token(text, now.plus(lasts).minus(TOKEN_SPARE)));
            return text;
        } catch (IOException e) {
            throw new IllegalStateException("The authorization endpoint did not answer JSON", e);
        }
    }

    private static URI uri(String endpoint, List<String> path, Draft draft) {
        var address = endpoint;
        for (var value : path) {
            int star = address.indexOf('*');
            if (star >= 0) {
                address = address.substring(0, star) + encoded(value) + address.substring(star + 1);
            }
        }
        if (!draft.query.isEmpty()) {
            address += (address.contains("?") ? "&" : "?") + String.join("&", draft.query);
        }
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new UndeliverableException("The address " + address + " is none", e);
        }
    }

    /** Waits until the destination may be called again. */
    private void waitForTurn(Arn arn, int rate) {
        long gap = TimeUnit.SECONDS.toNanos(1) / rate;
        long now = System.nanoTime();
        var next = turns.computeIfAbsent(arn.toString(), _ -> new AtomicLong(now));
        long mine = next.getAndUpdate(due -> Math.max(due, now) + gap);
        long left = mine - now;
        if (left > WAIT_NANOS_MAX) {
            next.addAndGet(-gap);
            throw new IllegalStateException("The API destination is called as often as it may be");
        }
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private int send(String method, URI uri, Draft draft) {
        return exchange(method, uri, draft).statusCode();
    }

    private HttpResponse<byte[]> exchange(String method, URI uri, Draft draft) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
            draft.headers.forEach(request::setHeader);
            boolean bare = method.equals("GET") || method.equals("HEAD");
            request.method(
                    method,
                    bare
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(draft.body, StandardCharsets.UTF_8));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            throw new UndeliverableException("The call cannot be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException(uri.getHost() + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(uri.getHost() + " was not waited for", e);
        }
    }
}
