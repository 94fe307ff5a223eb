package tarn.services.glue.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import tarn.kernel.Platform;

/** Databases as namespaces: a database's location and description are the properties of Iceberg's names for them. */
final class Namespaces {

    private static final String LOCATION = "location";
    private static final String COMMENT = "comment";
    private static final int PAGE_MAX = 100;

    private final Platform platform;

    Namespaces(Platform platform) {
        this.platform = platform;
    }

    private GlueClient glue() {
        return platform.client(GlueClient.class);
    }

    private Database database(String name) {
        try {
            return glue().getDatabase(request -> request.name(name)).database();
        } catch (EntityNotFoundException absent) {
            throw IcebergFault.namespaceMissing(name);
        }
    }

    JsonNode list(Call call) {
        var answer = Call.JSON.createObjectNode();
        var listed = answer.putArray("namespaces");
        var parent = call.query("parent");
        if (parent != null && !parent.isEmpty()) {
            var _ = database(parent); // which has none below it
            return answer;
        }
        var page = glue().getDatabases(request -> request.nextToken(token(call)).maxResults(size(call)));
        page.databaseList().forEach(database -> listed.addArray().add(database.name()));
        if (page.nextToken() != null) {
            answer.put("next-page-token", page.nextToken());
        }
        return answer;
    }

    /** Where a page begins; a client that asks for pages says so by an empty token. */
    static @Nullable String token(Call call) {
        var token = call.query("pageToken");
        return token == null || token.isEmpty() ? null : token;
    }

    static int size(Call call) {
        var size = call.query("pageSize");
        try {
            return size == null ? PAGE_MAX : Math.clamp(Integer.parseInt(size), 1, PAGE_MAX);
        } catch (NumberFormatException malformed) {
            throw IcebergFault.badRequest("Invalid pageSize: " + size);
        }
    }

    JsonNode create(Call call) {
        var body = call.body();
        var name = Call.namespace(body.get("namespace"));
        var input = input(name, Call.map(body.get("properties")));
        try {
            glue().createDatabase(request -> request.databaseInput(input));
        } catch (AlreadyExistsException exists) {
            throw IcebergFault.namespaceExists(name);
        }
        return describe(database(name));
    }

    private static DatabaseInput input(String name, Map<String, String> properties) {
        var parameters = new LinkedHashMap<>(properties);
        var location = parameters.remove(LOCATION);
        var comment = parameters.remove(COMMENT);
        return DatabaseInput.builder()
                .name(name)
                .locationUri(location)
                .description(comment)
                .parameters(parameters)
                .build();
    }

    private static Map<String, String> properties(Database database) {
        var properties = new LinkedHashMap<>(database.parameters());
        Optional.ofNullable(database.locationUri()).ifPresent(location -> properties.put(LOCATION, location));
        Optional.ofNullable(database.description()).ifPresent(comment -> properties.put(COMMENT, comment));
        return properties;
    }

    private static JsonNode describe(Database database) {
        var answer = Call.JSON.createObjectNode();
        answer.putArray("namespace").add(database.name());
        var told = answer.putObject("properties");
        properties(database).forEach(told::put);
        return answer;
    }

    JsonNode load(Call call) {
        return describe(database(call.namespace()));
    }

    @Nullable
    JsonNode exists(Call call) {
        var _ = database(call.namespace());
        return null;
    }

    /** Removes a database that has no tables, of whatever kind. */
    @Nullable
    JsonNode drop(Call call) {
        var name = database(call.namespace()).name();
        var first = glue().getTables(request -> request.databaseName(name).maxResults(1));
        if (!first.tableList().isEmpty()) {
            throw IcebergFault.namespaceNotEmpty(name);
        }
        glue().deleteDatabase(request -> request.name(name));
        return null;
    }

    JsonNode change(Call call) {
        var body = call.body();
        var updates = Call.map(body.get("updates"));
        var removals = Call.list(body.get("removals"));
        if (removals.stream().anyMatch(updates::containsKey)) {
            throw IcebergFault.badRequest("A property cannot be both updated and removed");
        }
        var database = database(call.namespace());
        var properties = properties(database);
        var answer = Call.JSON.createObjectNode();
        var updated = answer.putArray("updated");
        var removed = answer.putArray("removed");
        var missing = answer.putArray("missing");
        removals.forEach(name -> (properties.remove(name) == null ? missing : removed).add(name));
        updates.forEach((name, value) -> {
            properties.put(name, value);
            updated.add(name);
        });
        glue().updateDatabase(
                        request -> request.name(database.name()).databaseInput(input(database.name(), properties)));
        return answer;
    }
}
