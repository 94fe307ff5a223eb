package tarn.services.glue.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.engines.sql.IcebergRefusal;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.web.Annex;

/** The Iceberg REST catalog: its paths, and what answers them. */
public final class IcebergCatalog implements Annex {

    private static final String ROOT = "/iceberg/";
    private static final String PREFIX = "catalogs/";
    private static final Pattern CATALOG = Pattern.compile("/iceberg/v1/catalogs/([^/]*)(/.*)");
    private static final Map<String, String> JSON_TYPE = Map.of("content-type", "application/json");

    /**
     * A line of the table of contents.
     *
     * @param path below the prefix, as the specification writes it
     * @param work null to answer with no content
     */
    private record Route(String method, String path, Pattern pattern, Function<Call, @Nullable JsonNode> work) {

        static Route of(String method, String path, Function<Call, @Nullable JsonNode> work) {
            return new Route(method, path, Pattern.compile(path.replaceAll("\\{[a-z]+}", "([^/]+)")), work);
        }

        Optional<Call> call(Asked asked, String below) {
            var match = pattern.matcher(below);
            return asked.method().equals(method) && match.matches()
                    ? Optional.of(Call.of(groups(match), asked))
                    : Optional.empty();
        }

        private static List<String> groups(MatchResult match) {
            return IntStream.rangeClosed(1, match.groupCount())
                    .mapToObj(match::group)
                    .toList();
        }
    }

    private final List<Route> routes;

    public IcebergCatalog(Platform platform) {
        var namespaces = new Namespaces(platform);
        var tables = new IcebergTables(platform);
        var commits = new Commits(platform, tables);
        this.routes = List.of(
                Route.of("GET", "/namespaces", namespaces::list),
                Route.of("POST", "/namespaces", namespaces::create),
                Route.of("GET", "/namespaces/{namespace}", namespaces::load),
                Route.of("HEAD", "/namespaces/{namespace}", namespaces::exists),
                Route.of("DELETE", "/namespaces/{namespace}", namespaces::drop),
                Route.of("POST", "/namespaces/{namespace}/properties", namespaces::change),
                Route.of("GET", "/namespaces/{namespace}/tables", tables::list),
                Route.of("POST", "/namespaces/{namespace}/tables", commits::create),
                Route.of("GET", "/namespaces/{namespace}/tables/{table}", tables::load),
                Route.of("HEAD", "/namespaces/{namespace}/tables/{table}", tables::exists),
                Route.of("DELETE", "/namespaces/{namespace}/tables/{table}", tables::drop),
                Route.of("POST", "/namespaces/{namespace}/tables/{table}", commits::commit),
                Route.of("POST", "/namespaces/{namespace}/register", tables::register),
                Route.of("POST", "/tables/rename", tables::rename));
    }

    @Override
    public boolean owns(String path) {
        return path.startsWith(ROOT);
    }

    @Override
    public Answered answer(Asked asked) {
        try {
            var answer = answered(asked);
            return answer == null ? new Answered(204, Map.of(), "") : new Answered(200, JSON_TYPE, answer.toString());
        } catch (IcebergFault fault) {
            return fault(fault, asked);
        } catch (IcebergRefusal refusal) {
            return fault(IcebergFault.of(refusal), asked);
        } catch (AwsServiceException refusal) {
            return fault(IcebergFault.of(refusal), asked);
        }
    }

    private static Answered fault(IcebergFault fault, Asked asked) {
        var body = Call.JSON.createObjectNode();
        body.putObject("error")
                .put("message", fault.getMessage())
                .put("type", fault.type())
                .put("code", fault.status());
        boolean head = asked.method().equals("HEAD");
        return new Answered(fault.status(), JSON_TYPE, head ? "" : body.toString());
    }

    private @Nullable JsonNode answered(Asked asked) {
        if (asked.path().equals("/iceberg/v1/config") && asked.method().equals("GET")) {
            return config(Call.of(List.of(), asked));
        }
        var place = CATALOG.matcher(asked.path());
        if (!place.matches()) {
            throw IcebergFault.unsupported(asked.method() + " " + asked.path());
        }
        own(Call.decoded(place.group(1)));
        for (var route : routes) {
            var call = route.call(asked, place.group(2));
            if (call.isPresent()) {
                return route.work().apply(call.get());
            }
        }
        throw IcebergFault.unsupported(asked.method() + " " + place.group(2));
    }

    /* AWS writes the account's own catalog as the account's number, or as a colon or nothing at all. */
    private static void own(String catalog) {
        if (!catalog.isEmpty()
                && !catalog.equals(":")
                && !catalog.equals(Caller.current().account())) {
            throw IcebergFault.catalogMissing(catalog);
        }
    }

    /** Where the catalog lies, and, unlike AWS, where S3 is: here. */
    private JsonNode config(Call call) {
        var warehouse = Optional.ofNullable(call.query("warehouse")).orElse("");
        own(warehouse);
        var config = Call.JSON.createObjectNode();
        var defaults = config.putObject("defaults");
        Optional.ofNullable(call.headers().get("host"))
                .ifPresent(host -> defaults.put("s3.endpoint", "http://" + host)
                        .put("s3.path-style-access", "true")
                        .put("client.region", Caller.current().region()));
        config.putObject("overrides").put("prefix", PREFIX + Caller.current().account());
        var endpoints = new ArrayList<String>();
        routes.forEach(route -> endpoints.add(route.method() + " /v1/{prefix}" + route.path()));
        var listed = config.putArray("endpoints");
        endpoints.forEach(listed::add);
        return config;
    }

    /** An identifier as the specification writes it. */
    static ObjectNode identifier(String namespace, String table) {
        var identifier = Call.JSON.createObjectNode();
        identifier.putArray("namespace").add(namespace);
        return identifier.put("name", table);
    }
}
