package tarn.services.athena;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.engines.sql.Lake;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlLimits;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** One run of a query, from its text to its result in S3. */
final class QueryRun {

    private static final String CSV_TYPE = "application/octet-stream";
    private static final String TEXT_TYPE = "text/plain";
    private static final Duration TIME_MAX = Duration.ofMinutes(30);

    private final Platform platform;
    private final Execution execution;
    private final WorkGroup group;
    private final QueryRuns runs;
    private final S3Client s3;
    private final GlueClient glue;
    private final S3Path output;

    QueryRun(Platform platform, Execution execution, WorkGroup group, QueryRuns runs) {
        this.platform = platform;
        this.execution = execution;
        this.group = group;
        this.runs = runs;
        this.s3 = platform.client(S3Client.class);
        this.glue = platform.client(GlueClient.class);
        this.output = S3Path.parse(execution.output()).orElseThrow();
    }

    /**
     * Runs to the end.
     *
     * @throws QueryFailure if it fails
     */
    Progress run(long started) {
        try {
            var definition = StatementReader.read(execution.query())
                    .filter(statement ->
                            !(statement instanceof Statement.Execute || statement instanceof Statement.Unload));
            return definition.isPresent() ? define(definition.get(), started) : query(started);
        } catch (ParseFailure unreadable) {
            throw new QueryFailure(QueryFailure.Cause.USER, String.valueOf(unreadable.getMessage()));
        } catch (AwsServiceException refusal) {
            throw ResultFaults.notWritten(execution.output(), refusal);
        } catch (IOException broken) {
            throw new QueryFailure(QueryFailure.Cause.SYSTEM, "GENERIC_INTERNAL_ERROR: " + broken.getMessage(), broken);
        }
    }

    private Progress define(Statement statement, long started) throws IOException {
        if (runs.lake(execution).home().isPresent()) {
            throw new QueryFailure(
                    QueryFailure.Cause.USER,
                    "NOT_SUPPORTED: Data definitions are not supported in data catalog " + execution.catalog());
        }
        var database = execution.database() == null ? "default" : execution.database();
        var iceberg = new IcebergDefinitions(new Catalog(glue, database), s3);
        var texts = iceberg.of(statement);
        if (texts.isPresent()) {
            return run(texts.get(), started);
        }
        var description = iceberg.describe(statement);
        var result = description.isPresent()
                ? description.get()
                : new Definitions(glue, s3, platform.clock(), runs.prepared(group)).run(statement, database);
        var columns = result.columns().stream().map(ResultColumn::text).toList();
        writeText(result.lines(), columns);
        long now = platform.clock().millis();
        return new Progress.Succeeded(
                now, Cost.ofDefinition(execution.submittedMillis(), started, now), null, null, false);
    }

    /** Runs what a data definition comes to in the engine, one after the other. */
    private Progress run(List<String> texts, long started) throws IOException {
        var engine = platform.engine(SqlEngine.class).orElseThrow(AthenaFaults::engineMissing);
        long scanned = 0;
        for (var text : texts) {
            var lake = runs.lake(execution);
            try (var query = engine.start(statement(new Asked(text, Map.of()), lake))) {
                if (!runs.register(execution.id(), query)) {
                    query.cancel();
                }
                query.await();
                scanned += query.statistics().bytesScanned();
            } catch (SqlFailure failure) {
                throw ResultFaults.of(failure, execution.output());
            } finally {
                runs.unregister(execution.id());
            }
        }
        writeText(List.of(), List.of());
        long now = platform.clock().millis();
        var cost = Cost.ofDefinition(execution.submittedMillis(), started, now);
        return new Progress.Succeeded(
                now, execution.statementType().equals("DML") ? cost.scanning(scanned) : cost, null, null, false);
    }

    private Progress query(long started) throws IOException {
        var engine = platform.engine(SqlEngine.class).orElseThrow();
        var lake = runs.lake(execution);
        var asked = asked();
        var query = engine.start(statement(asked, unload().isPresent() ? new Unload(lake, unloaded()) : lake));
        boolean finished = false;
        try {
            if (!runs.register(execution.id(), query)) {
                query.cancel();
            }
            var manifest = write(query, lake);
            finished = true;
            return new Progress.Succeeded(
                    platform.clock().millis(), cost(query, started), manifest, Deeds.of(query.statistics()), false);
        } catch (SqlFailure failure) {
            if (failure.name().equals("EXCEEDED_SCAN_LIMIT")) {
                return new Progress.Cancelled(
                        platform.clock().millis(), cost(query, started), "Bytes scanned limit was exceeded");
            }
            throw ResultFaults.of(failure, execution.output()).costing(cost(query, started));
        } finally {
            runs.unregister(execution.id());
            query.close();
            if (!finished) {
                runs.traces(execution.id()).undo(lake);
            }
        }
    }

    private Cost cost(SqlQuery query, long started) {
        return Cost.of(
                query.statistics(),
                execution.submittedMillis(),
                started,
                platform.clock().millis());
    }

    /** What the engine is asked, with the statement that it names. */
    private record Asked(String text, Map<String, String> prepared) {}

    private Optional<Statement.Unload> unload() {
        return StatementReader.read(execution.query())
                .filter(Statement.Unload.class::isInstance)
                .map(Statement.Unload.class::cast);
    }

    /** The name of the table that an {@code UNLOAD} seems to create. */
    private String unloaded() {
        return "unload_" + execution.id().replace('-', '_');
    }

    /** The query as it came, or, if there are question marks to be filled in, a statement that does so. */
    private Asked asked() {
        var text = unload().map(unload -> Unload.text(unload, unloaded()))
                .orElseGet(() -> EngineText.of(execution.query()));
        if (execution.prepared() == null && execution.parameters().isEmpty()) {
            return new Asked(text, Map.of());
        }
        var using = execution.parameters().isEmpty()
                ? StatementReader.read(text)
                        .map(statement -> ((Statement.Execute) statement).using())
                        .orElse("")
                : String.join(", ", execution.parameters());
        var prepared = execution.prepared() == null ? text : EngineText.of(execution.prepared());
        return new Asked("EXECUTE tarn" + (using.isEmpty() ? "" : " USING " + using), Map.of("tarn", prepared));
    }

    private SqlStatement statement(Asked asked, Lake lake) {
        var cutoff = group.cutoffBytes() == null ? OptionalLong.empty() : OptionalLong.of(group.cutoffBytes());
        return new SqlStatement(
                execution.id(),
                asked.text(),
                Optional.of(execution.database() == null ? "default" : execution.database()),
                Caller.current().account(),
                lake,
                platform.clock().instant(),
                execution.form() == StatementKind.Output.TABLE
                        ? Optional.of(execution.output() + "/")
                        : Optional.empty(),
                asked.prepared(),
                Map.of(),
                new SqlLimits(Optional.of(TIME_MAX), cutoff));
    }

    /** Writes the result; returns the manifest's URI if files were written. */
    private @Nullable String write(SqlQuery query, GlueLake lake) throws IOException {
        switch (execution.form()) {
            case CSV -> writeCsv(query);
            case TEXT -> writeLines(query);
            case TABLE, FILES -> {
                query.await();
                return writeManifest(query, lake);
            }
        }
        return null;
    }

    private void writeCsv(SqlQuery query) throws IOException {
        var columns = query.columns().stream().map(ResultColumn::of).toList();
        var draft = draft(output, CSV_TYPE);
        try {
            writeRows(query, columns, draft);
            draft.close();
        } finally {
            draft.abort();
        }
        writeMetadata(columns);
    }

    private static void writeRows(SqlQuery query, List<ResultColumn> columns, OutputStream out) throws IOException {
        ResultCsv.write(columns.stream().map(ResultColumn::name).toList(), out);
        var row = new ArrayList<@Nullable String>(columns.size());
        for (var rows = query.rows(); rows.hasNext(); ) {
            row.clear();
            for (var value : rows.next()) {
                row.add(ResultText.of(value));
            }
            ResultCsv.write(row, out);
        }
    }

    /** What the engine explains or shows comes as lines; several columns are parted by tabs. */
    private void writeLines(SqlQuery query) throws IOException {
        var columns = List.<ResultColumn>of();
        var lines = new ArrayList<String>();
        if (execution.statementType().equals("DDL")) {
            query.await();
        } else {
            columns = query.columns().stream().map(ResultColumn::of).toList();
            query.rows().forEachRemaining(row -> {
                var values = row.stream()
                        .map(value -> value == null ? "" : String.valueOf(ResultText.of(value)))
                        .toList();
                String.join("\t", values).lines().forEach(lines::add);
            });
        }
        writeText(lines, columns);
    }

    private void writeText(List<String> lines, List<ResultColumn> columns) throws IOException {
        try (var draft = draft(output, TEXT_TYPE)) {
            for (var line : lines) {
                draft.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        if (!columns.isEmpty()) {
            writeMetadata(columns);
        }
    }

    private String writeManifest(SqlQuery query, GlueLake lake) throws IOException {
        var manifest = new S3Path(output.bucket(), output.key() + "-manifest.csv");
        try (var draft = draft(manifest, CSV_TYPE)) {
            for (var uri : lake.files().written()) {
                draft.write((uri + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        long rows = query.updateCount().orElse(0);
        writeMetadata(List.of(new ResultColumn("rows", "bigint", 19, 0, false)), Optional.of(rows));
        return manifest.toString();
    }

    private void writeMetadata(List<ResultColumn> columns) throws IOException {
        writeMetadata(columns, Optional.empty());
    }

    private void writeMetadata(List<ResultColumn> columns, Optional<Long> updated) throws IOException {
        var path = new S3Path(output.bucket(), output.key() + ".metadata");
        try (var draft = draft(path, CSV_TYPE)) {
            draft.write(new ResultMetadata(EngineQueryName.of(execution), columns, updated).encode());
        }
    }

    private S3Draft draft(S3Path path, String contentType) {
        return new S3Draft(s3, path, execution.settings(), contentType, true);
    }
}
