package tarn.wire.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.time.TarnClock;
import tarn.web.Pages;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.QueryString;
import tarn.wire.model.ServiceModel;

/**
 * What is not AWS's: {@code /_tarn/health}, {@code /_tarn/reset}, {@code /_tarn/clock}, what services show at
 * {@code /_tarn/<service>/…}, and {@code /_localstack/health} in LocalStack's form for tools that wait for it. Pages of other sites are refused, see {@link Browsers}.
 */
final class Administration {

    private static final int BODY_BYTES_MAX = 64 * 1024;

    private final Control control;
    private final TarnClock clock;
    private final Map<String, Class<? extends AwsClient>> contracts;
    private final Usage usage;
    private final Browsers browsers;
    private final Function<String, Optional<Pages>> pages;

    /** @param pages what a service shows, by the service's name */
    Administration(
            Control control,
            TarnClock clock,
            Map<String, Class<? extends AwsClient>> contracts,
            Usage usage,
            Browsers browsers,
            Function<String, Optional<Pages>> pages) {
        this.control = control;
        this.clock = clock;
        this.contracts = contracts;
        this.usage = usage;
        this.browsers = browsers;
        this.pages = pages;
    }

    /** The answer to a request that is for us rather than for a service of AWS. */
    Optional<WireResponse> answer(WireRequest request) throws IOException {
        var path = request.path();
        if (!path.startsWith("/_tarn/") && !path.startsWith("/_localstack/")) {
            return Optional.empty();
        }
        if (!browsers.administers(request)) {
            return Optional.of(problem(403, "Administration is not for web pages of other origins"));
        }
        return Optional.of(
                switch (path) {
                    case "/_tarn/health" -> read(request, this::health);
                    case "/_localstack/health" -> read(request, this::localstackHealth);
                    case "/_tarn/reset" -> change(request, this::reset);
                    case "/_tarn/clock" -> change(request, this::clock);
                    default -> page(request).orElseGet(() -> problem(404, "There is nothing at " + path));
                });
    }

    /** What a service shows at {@code /_tarn/<service>/<name>}. */
    private Optional<WireResponse> page(WireRequest request) {
        var parts = request.path().split("/", 4);
        if (parts.length < 4 || !request.method().equals("GET")) {
            return Optional.empty();
        }
        var query = new HashMap<String, String>();
        QueryString.parse(request.query()).forEach((name, values) -> query.put(name, values.getFirst()));
        return pages.apply(parts[2])
                .flatMap(shown -> shown.page(parts[3], query))
                .map(page -> WireResponse.of(
                        200,
                        new Headers().set("content-type", page.contentType()),
                        page.text().getBytes(StandardCharsets.UTF_8)));
    }

    /** What a change answers. */
    @FunctionalInterface
    private interface Change {
        WireResponse of(WireRequest request) throws IOException;
    }

    private static WireResponse read(WireRequest request, Json.Fields fields) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads ? json(200, fields) : problem(405, "This is read with GET");
    }

    private static WireResponse change(WireRequest request, Change change) throws IOException {
        return request.method().equals("POST") ? change.of(request) : problem(405, "This is changed with POST");
    }

    private void health(JsonGenerator json) throws IOException {
        json.writeStringField("status", "running");
        json.writeStringField("version", control.version());
        json.writeStringField("started", control.started().toString());
        json.writeNumberField(
                "uptimeMillis",
                Duration.between(control.started(), Instant.now()).toMillis());
        json.writeStringField("time", clock.instant().toString());
        json.writeStringField("encryption", control.encryption());
        json.writeObjectFieldStart("enforcement");
        json.writeBooleanField("everywhere", control.enforcement().everywhere());
        json.writeArrayFieldStart("accounts");
        for (var account : new TreeSet<>(control.enforcement().accounts())) {
            json.writeString(account);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("engines");
        for (var engine : control.engines().entrySet()) {
            json.writeStringField(engine.getKey(), engine.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("services");
        for (var contract : contracts.entrySet()) {
            json.writeObjectFieldStart(contract.getKey());
            json.writeStringField(
                    "apiVersion", ServiceModel.of(contract.getValue()).apiVersion());
            json.writeObjectFieldStart("requests");
            for (var operation : usage.of(contract.getValue()).entrySet()) {
                json.writeNumberField(operation.getKey(), operation.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /* The form of https://docs.localstack.cloud/references/internal-endpoints/. */
    private void localstackHealth(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("services");
        for (var contract : contracts.values()) {
            json.writeStringField(ServiceModel.of(contract).endpointPrefix(), "running");
        }
        json.writeEndObject();
        json.writeStringField("edition", "tarn");
        json.writeStringField("version", control.version());
    }

    private WireResponse reset(WireRequest request) {
        var query = QueryString.parse(request.query());
        var service = first(query, "service");
        var account = first(query, "account");
        for (var name : query.keySet()) {
            if (!name.equals("service") && !name.equals("account")) {
                return problem(400, "Unknown parameter '" + name + "': service and account are known");
            }
        }
        if (service != null && !contracts.containsKey(service)) {
            return problem(400, "There is no service '" + service + "'");
        }
        if (account != null && !account.matches("[0-9]{12}")) {
            return problem(400, "An account has twelve digits");
        }
        control.reset(service, account);
        return json(200, json -> json.writeStringField("status", "reset"));
    }

    private WireResponse clock(WireRequest request) throws IOException {
        var body = request.body().readNBytes(BODY_BYTES_MAX);
        Duration advance;
        try {
            advance = Duration.parse(advance(body));
        } catch (DateTimeParseException | com.fasterxml.jackson.core.JsonProcessingException e) {
            return problem(400, "Send {\"advance\":\"PT1H\"}, an ISO 8601 duration");
        }
        if (advance.isNegative()) {
            return problem(400, "Time only moves forward");
        }
        clock.advance(advance);
        return json(200, json -> json.writeStringField("time", clock.instant().toString()));
    }

    private static String advance(byte[] body) throws IOException {
        try (var json = Json.factory().createParser(body)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING && "advance".equals(json.currentName())) {
                    return json.getText();
                }
            }
        }
        return "";
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        var values = query.get(name);
        return values == null ? null : values.getFirst();
    }

    private static WireResponse json(int status, Json.Fields fields) {
        return WireResponse.of(status, new Headers().set("content-type", "application/json"), Json.bytes(fields));
    }

    private static WireResponse problem(int status, String message) {
        var text = message + ".\n";
        return WireResponse.of(
                status,
                new Headers().set("content-type", "text/plain; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
