package tarn.services.glue.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.kernel.Platform;

/** The Iceberg tables of a database. */
final class IcebergTables {

    private final Platform platform;
    private final MetadataFiles files;

    IcebergTables(Platform platform) {
        this.platform = platform;
        this.files = new MetadataFiles(platform);
    }

    private GlueClient glue() {
        return platform.client(GlueClient.class);
    }

    /** A table as Glue has it; null if there is none. */
    @Nullable
    Table find(String namespace, String name) {
        try {
            var table = glue().getTable(
                            request -> request.databaseName(namespace).name(name))
                    .table();
            if (!TableShape.isIceberg(table)) {
                throw IcebergFault.notIceberg(namespace, name);
            }
            return table;
        } catch (EntityNotFoundException absent) {
            checkNamespace(namespace);
            return null;
        }
    }

    private Table table(String namespace, String name) {
        var table = find(namespace, name);
        if (table == null) {
            throw IcebergFault.tableMissing(namespace, name);
        }
        return table;
    }

    void checkNamespace(String namespace) {
        try {
            glue().getDatabase(request -> request.name(namespace));
        } catch (EntityNotFoundException absent) {
            throw IcebergFault.namespaceMissing(namespace);
        }
    }

    /** Adds a table whose metadata file is written. */
    void add(String namespace, TableInput input) {
        try {
            glue().createTable(request -> request.databaseName(namespace).tableInput(input));
        } catch (AlreadyExistsException exists) {
            throw IcebergFault.tableExists(namespace, input.name());
        } catch (EntityNotFoundException absent) {
            throw IcebergFault.namespaceMissing(namespace);
        }
    }

    /** A page of Glue's tables, of which only Iceberg's are shown; it may be empty and have another after it. */
    JsonNode list(Call call) {
        var namespace = call.namespace();
        var answer = Call.JSON.createObjectNode();
        var listed = answer.putArray("identifiers");
        String token = Namespaces.token(call);
        do {
            var page = page(namespace, token, Namespaces.size(call));
            page.tableList().stream()
                    .filter(TableShape::isIceberg)
                    .forEach(table -> listed.add(IcebergCatalog.identifier(table.databaseName(), table.name())));
            token = page.nextToken();
        } while (token != null && call.query("pageToken") == null);
        if (token != null) {
            answer.put("next-page-token", token);
        }
        return answer;
    }

    private GetTablesResponse page(String namespace, @Nullable String token, int size) {
        try {
            return glue().getTables(request ->
                    request.databaseName(namespace).nextToken(token).maxResults(size));
        } catch (EntityNotFoundException absent) {
            throw IcebergFault.namespaceMissing(namespace);
        }
    }

    JsonNode load(Call call) {
        var table = table(call.namespace(), call.table());
        var pointer = pointer(table);
        return loaded(pointer, files.read(pointer).json());
    }

    static String pointer(Table table) {
        var pointer = table.parameters().get(TableShape.POINTER);
        if (pointer == null) {
            throw IcebergFault.badRequest(
                    "Table " + table.databaseName() + "." + table.name() + " names no metadata file");
        }
        return pointer;
    }

    /** A table as clients are told of it; without a file if it is only staged. */
    static JsonNode loaded(@Nullable String pointer, String metadataJson) {
        var answer = Call.JSON.createObjectNode();
        if (pointer != null) {
            answer.put("metadata-location", pointer);
        }
        answer.set("metadata", TableShape.parse(metadataJson));
        answer.putObject("config");
        return answer;
    }

    @Nullable
    JsonNode exists(Call call) {
        var _ = table(call.namespace(), call.table());
        return null;
    }

    /** Takes a table out of the catalog. Its files stay, as they do in AWS: who asks for a purge is refused. */
    @Nullable
    JsonNode drop(Call call) {
        var table = table(call.namespace(), call.table());
        if (Boolean.parseBoolean(call.query("purgeRequested"))) {
            throw IcebergFault.badRequest("purgeRequested is not supported: files are not deleted with their table");
        }
        glue().deleteTable(request -> request.databaseName(table.databaseName()).name(table.name()));
        return null;
    }

    JsonNode register(Call call) {
        var body = call.body();
        var namespace = call.namespace();
        var name = Call.required(body, "name").toLowerCase(Locale.ROOT);
        if (body.path("overwrite").asBoolean()) {
            throw IcebergFault.badRequest("overwrite is not supported");
        }
        checkNamespace(namespace);
        var pointer = Call.required(body, "metadata-location");
        var metadata = files.read(pointer).json();
        add(namespace, TableShape.input(name, metadata, pointer, null));
        return loaded(pointer, metadata);
    }

    /**
     * Gives a table another name. Glue cannot: the table is added under its new name and then removed under its old one,
     * so that a moment may see it under both, and none under neither.
     */
    @Nullable
    JsonNode rename(Call call) {
        var source = call.body().path("source");
        var target = call.body().path("destination");
        var table = table(Call.namespace(source.get("namespace")), Call.required(source, "name"));
        var namespace = Call.namespace(target.get("namespace"));
        var name = Call.required(target, "name").toLowerCase(Locale.ROOT);
        checkNamespace(namespace);
        add(
                namespace,
                TableInput.builder()
                        .name(name)
                        .owner(table.owner())
                        .description(table.description())
                        .tableType(table.tableType())
                        .retention(table.retention())
                        .parameters(table.parameters())
                        .partitionKeys(table.partitionKeys())
                        .storageDescriptor(table.storageDescriptor())
                        .build());
        glue().deleteTable(request -> request.databaseName(table.databaseName()).name(table.name()));
        return null;
    }
}
