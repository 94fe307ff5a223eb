package tarn.engines.trino;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.EngineLoader;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlEngineSettings;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;

/** The one engine all tests share, since starting it takes seconds; it comes through the loader, as in a service. */
final class Engine {

    static final SqlEngine SHARED = open();
    static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123Z");

    private static SqlEngine open() {
        try {
            var home = Files.createTempDirectory("engine");
            EngineFolder.make(home);
            return EngineLoader.load(home, SqlEngineSettings.of(home.resolve("scratch")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SqlStatement statement(Lake lake, String text) {
        return SqlStatement.of(UUID.randomUUID().toString(), text, Optional.of("db"), "someone", lake, NOW);
    }

    static SqlQuery start(Lake lake, String text) {
        return SHARED.start(statement(lake, text));
    }

    static List<List<@Nullable Object>> rows(Lake lake, String text) {
        try (var query = start(lake, text)) {
            var rows = new ArrayList<List<@Nullable Object>>();
            query.rows().forEachRemaining(rows::add);
            return rows;
        }
    }

    /** The one value of a result. */
    static @Nullable Object value(Lake lake, String text) {
        return rows(lake, text).getFirst().getFirst();
    }

    /** The bytes a statement reads from files. */
    static long scanned(Lake lake, String text) {
        try (var query = start(lake, text)) {
            query.await();
            return query.statistics().bytesScanned();
        }
    }

    static void database(FolderLake lake) {
        lake.catalog().createDatabase(new LakeDatabase("db", Optional.empty(), Optional.empty(), Map.of()));
    }

    /** A table of text files: {@code columns} are name and type by turns. */
    static LakeTable table(
            String name, String location, String serde, Map<String, String> serdeParameters, String... columns) {
        return new LakeTable(
                "db",
                name,
                Optional.of("owner"),
                "EXTERNAL_TABLE",
                columns(columns),
                List.of(),
                Optional.of(storage(location, serde, serdeParameters)),
                Map.of("EXTERNAL", "TRUE"),
                Optional.empty(),
                Optional.empty());
    }

    /** A table of comma-separated text. */
    static LakeTable text(String name, String location, String... columns) {
        return table(
                name,
                location,
                "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                Map.of("field.delim", ",", "serialization.format", ","),
                columns);
    }

    static LakeStorage storage(String location, String serde, Map<String, String> serdeParameters) {
        return new LakeStorage(
                Optional.of(location),
                Optional.of("org.apache.hadoop.mapred.TextInputFormat"),
                Optional.of("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"),
                Optional.of(serde),
                serdeParameters,
                Optional.empty());
    }

    static List<LakeColumn> columns(String... namesAndTypes) {
        var columns = new ArrayList<LakeColumn>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new LakeColumn(namesAndTypes[i], namesAndTypes[i + 1], Optional.empty()));
        }
        return columns;
    }

    private Engine() {}
}
