package tarn.services.glue.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.Table;
import tarn.engines.sql.IcebergRules;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.Platform;

/**
 * How tables are made and changed. A commit writes the next metadata file and then moves Glue's pointer to it, if the
 * table is still at the version whose metadata was read; otherwise the requirements are looked at again against what the
 * other left. A file whose commit failed is taken away; one whose process died lies there unnamed.
 */
final class Commits {

    private static final int ATTEMPTS_MAX = 4;

    private final Platform platform;
    private final IcebergTables tables;
    private final MetadataFiles files;

    Commits(Platform platform, IcebergTables tables) {
        this.platform = platform;
        this.tables = tables;
        this.files = new MetadataFiles(platform);
    }

    private IcebergRules rules() {
        return platform.engine(SqlEngine.class).flatMap(SqlEngine::iceberg).orElseThrow(IcebergFault::engineMissing);
    }

    JsonNode create(Call call) {
        var body = call.body();
        var namespace = call.namespace();
        var name = Call.required(body, "name").toLowerCase(Locale.ROOT);
        var location = Call.optional(body, "location").orElseGet(() -> location(namespace, name));
        if (tables.find(namespace, name) != null) {
            throw IcebergFault.tableExists(namespace, name);
        }
        var metadata = rules().create(call.text(), location.replaceAll("(?<!/)/+$", ""));
        if (body.path("stage-create").asBoolean()) {
            return IcebergTables.loaded(null, metadata);
        }
        return add(namespace, name, metadata);
    }

    private JsonNode add(String namespace, String name, String metadata) {
        var pointer = files.write(metadata, TableShape.folder(metadata), "");
        boolean added = false;
        try {
            tables.add(namespace, TableShape.input(name, metadata, pointer, null));
            added = true;
        } finally {
            if (!added) {
                files.delete(pointer);
            }
        }
        return IcebergTables.loaded(pointer, metadata);
    }

    /* Below its database, as Athena and Spark have it. */
    private String location(String namespace, String name) {
        tables.checkNamespace(namespace);
        var home = platform.client(GlueClient.class)
                .getDatabase(request -> request.name(namespace))
                .database()
                .locationUri();
        if (home == null || home.isEmpty()) {
            throw IcebergFault.badRequest("Cannot tell where table " + name + " lies: neither it nor namespace "
                    + namespace + " has a location");
        }
        return home.replaceAll("/+$", "") + "/" + name;
    }

    JsonNode commit(Call call) {
        var namespace = call.namespace();
        var name = call.table().toLowerCase(Locale.ROOT);
        var request = call.text();
        var _ = call.body(); // is JSON
        for (int attempt = 1; ; attempt++) {
            var seen = tables.find(namespace, name);
            var present = Optional.ofNullable(seen).map(IcebergTables::pointer).map(files::read);
            if (present.isEmpty() && !creates(call.body())) {
                throw IcebergFault.tableMissing(namespace, name);
            }
            var metadata = rules().change(present, request);
            if (seen == null) {
                return add(namespace, name, metadata);
            }
            var before = present.orElseThrow();
            if (TableShape.parse(metadata).equals(TableShape.parse(before.json()))) {
                return IcebergTables.loaded(before.location(), metadata);
            }
            var moved = move(seen, metadata, before.location());
            if (moved != null) {
                return IcebergTables.loaded(moved, metadata);
            }
            if (attempt == ATTEMPTS_MAX) {
                throw IcebergFault.commitFailed("Table " + namespace + "." + name + " is being changed by others");
            }
        }
    }

    private static boolean creates(JsonNode body) {
        for (var requirement : body.path("requirements")) {
            if (requirement.path("type").asText().equals("assert-create")) {
                return true;
            }
        }
        return false;
    }

    /** Moves a table on; null if somebody else did. */
    private @Nullable String move(Table seen, String metadata, String before) {
        var pointer = files.write(metadata, TableShape.folder(metadata), before);
        boolean moved = false;
        try {
            var input = TableShape.input(seen.name(), metadata, pointer, seen);
            platform.client(GlueClient.class)
                    .updateTable(request -> request.databaseName(seen.databaseName())
                            .versionId(seen.versionId())
                            .tableInput(input));
            moved = true;
            return pointer;
        } catch (ConcurrentModificationException stale) {
            return null;
        } finally {
            if (!moved) {
                files.delete(pointer);
            }
        }
    }
}
