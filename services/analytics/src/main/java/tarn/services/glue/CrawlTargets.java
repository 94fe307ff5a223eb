package tarn.services.glue;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.DeltaTarget;
import software.amazon.awssdk.services.glue.model.IcebergTarget;
import software.amazon.awssdk.services.glue.model.JdbcTarget;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.kernel.Platform;
import tarn.services.glue.crawl.Glob;
import tarn.services.glue.crawl.Grouping;
import tarn.services.glue.crawl.OpenTables;
import tarn.services.glue.crawl.Survey;

/** What a crawler looks at beside folders of files: databases, DynamoDB, tables of lake formats, tables of the catalog. */
final class CrawlTargets {

    private static final int DEPTH_MAX = 10;

    private final Platform platform;
    private final ConnectionBook connections;
    private final Crawler crawler;
    private final CrawlChanges changes;
    private final Runnable endIfStopped;

    /** @param endIfStopped asked between tables; throws once the run is to end */
    CrawlTargets(
            Platform platform,
            ConnectionBook connections,
            Crawler crawler,
            CrawlChanges changes,
            Runnable endIfStopped) {
        this.platform = platform;
        this.connections = connections;
        this.crawler = crawler;
        this.changes = changes;
        this.endIfStopped = endIfStopped;
    }

    /** @param locations takes what the locations of the targets' tables begin with */
    void write(S3Lake lake, Survey survey, CrawlOutput output, List<String> locations) throws IOException {
        for (var target : crawler.targets().jdbcTargets()) {
            write(target, output, locations);
        }
        for (var target : crawler.targets().dynamoDBTargets()) {
            endIfStopped.run();
            var table = new DynamoTable(platform.client(DynamoDbClient.class), target)
                    .read(orEmpty(crawler.tablePrefix()), this::isStopped);
            endIfStopped.run();
            locations.add(table.storageDescriptor().location());
            output.write(table);
        }
        var open = new OpenTables(lake, changes::log);
        for (var target : crawler.targets().icebergTargets()) {
            write(target, open, output, locations);
        }
        for (var target : crawler.targets().deltaTargets()) {
            write(target, open, output, locations);
        }
        for (var target : crawler.targets().catalogTargets()) {
            for (var name : target.tables()) {
                endIfStopped.run();
                refresh(output, survey, target.databaseName(), name);
            }
        }
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }

    private boolean isStopped() {
        try {
            endIfStopped.run();
            return false;
        } catch (java.util.concurrent.CancellationException e) {
            return true;
        }
    }

    private void write(JdbcTarget target, CrawlOutput output, List<String> locations) throws IOException {
        var login = connections.login(connections.find(target.connectionName()).value());
        var tables = new JdbcTables(target, login);
        try {
            for (var table : tables.read(orEmpty(crawler.tablePrefix()))) {
                endIfStopped.run();
                output.write(table);
            }
        } catch (SQLException e) {
            throw new IOException(
                    "The database of connection " + target.connectionName() + " cannot be read: " + e.getMessage(), e);
        }
        locations.add(tables.root());
    }

    private void write(IcebergTarget target, OpenTables open, CrawlOutput output, List<String> locations)
            throws IOException {
        var exclusions = target.exclusions().stream().map(Glob::new).toList();
        int depth = target.maximumTraversalDepth() == null ? DEPTH_MAX : target.maximumTraversalDepth();
        for (var path : target.paths()) {
            var place = CrawlerTerms.Place.of(path);
            locations.add("s3://" + place.bucket() + "/" + place.prefix());
            for (var found : open.iceberg(place.bucket(), place.prefix(), exclusions, depth)) {
                endIfStopped.run();
                output.write(input(found, OpenTables.icebergParameters(found), "", ""));
            }
        }
    }

    private void write(DeltaTarget target, OpenTables open, CrawlOutput output, List<String> locations)
            throws IOException {
        for (var path : target.deltaTables()) {
            var place = CrawlerTerms.Place.of(path);
            locations.add("s3://" + place.bucket() + "/" + place.prefix());
            for (var found : open.delta(place.bucket(), place.prefix())) {
                endIfStopped.run();
                var parameters = Map.of(
                        "classification", "delta",
                        "table_type", "delta",
                        "spark.sql.sources.provider", "delta",
                        "EXTERNAL", "true");
                output.write(input(
                        found,
                        parameters,
                        "org.apache.hadoop.mapred.SequenceFileInputFormat",
                        "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat"));
            }
        }
    }

    private TableInput input(OpenTables.Found found, Map<String, String> more, String input, String outputFormat) {
        var columns = new ArrayList<Column>();
        for (var column : found.columns()) {
            columns.add(Column.builder()
                    .name(Catalog.lower(column.name()))
                    .type(column.type().hive())
                    .build());
        }
        var keys = columns.stream()
                .filter(column -> found.partitionKeys().stream().anyMatch(column.name()::equalsIgnoreCase))
                .toList();
        columns.removeAll(keys);
        var parameters = new TreeMap<>(more);
        parameters.put("CrawlerSchemaSerializerVersion", "1.0");
        parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
        return TableInput.builder()
                .name(TableNames.of(crawler.tablePrefix(), found.source()))
                .owner("owner")
                .retention(0)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(keys)
                .storageDescriptor(StorageDescriptor.builder()
                        .columns(columns)
                        .location(found.location())
                        .inputFormat(input.isEmpty() ? null : input)
                        .outputFormat(outputFormat.isEmpty() ? null : outputFormat)
                        .compressed(false)
                        .numberOfBuckets(-1)
                        .serdeInfo(SerDeInfo.builder()
                                .parameters(Map.of("serialization.format", "1", "path", found.location()))
                                .build())
                        .bucketColumns(List.of())
                        .sortColumns(List.of())
                        .storedAsSubDirectories(false)
                        .build())
                .build();
    }

    /** Looks at the folder of a table that is there; where it is several tables by now, the table is left as it is. */
    private void refresh(CrawlOutput output, Survey survey, String database, String name) throws IOException {
        var table = output.table(database, name);
        var storage = table.table().storageDescriptor();
        if (storage == null || storage.location() == null || !storage.location().startsWith("s3")) {
            changes.log("Skipped table " + name + ": its data is not in S3");
            return;
        }
        var place = CrawlerTerms.Place.of(storage.location());
        int level = place.prefix().isEmpty()
                ? 1
                : place.prefix().replaceAll("/+$", "").split("/", -1).length + 1;
        var found = survey.tables(new Survey.Target(
                place.bucket(), place.prefix(), List.of(), OptionalInt.empty(), new Grouping(true, level)));
        if (found.size() != 1) {
            changes.log("Skipped table " + name + ": its folder holds " + found.size() + " tables");
            return;
        }
        output.refresh(table, found.getFirst());
    }
}
