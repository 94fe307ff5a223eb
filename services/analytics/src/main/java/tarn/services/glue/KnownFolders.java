package tarn.services.glue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import tarn.services.glue.crawl.Column;
import tarn.services.glue.crawl.Format;
import tarn.services.glue.crawl.Survey;
import tarn.services.glue.crawl.Type;
import tarn.store.Range;

/** What earlier runs of a crawler found, by folder, so that it need not be read again. */
final class KnownFolders {

    private final Map<String, Survey.Known> known = new HashMap<>();

    private KnownFolders() {}

    static KnownFolders none() {
        return new KnownFolders();
    }

    /** What a crawler wrote into a database. */
    static KnownFolders of(Catalog catalog, PartitionBook partitions, String database, String crawler) {
        var found = new KnownFolders();
        for (var entry :
                catalog.tables().scan(Range.under(catalog.database(database).key()))) {
            var table = entry.value();
            var storage = table.table().storageDescriptor();
            if (storage == null || !crawler.equals(table.table().parameters().get("UPDATED_BY_CRAWLER"))) {
                continue;
            }
            if (table.keys().isEmpty()) {
                found.remember(storage, table.table().parameters());
            } else {
                partitions
                        .all(table)
                        .forEach(partition -> Optional.ofNullable(partition.storageDescriptor())
                                .ifPresent(own -> found.remember(own, partition.parameters())));
            }
        }
        return found;
    }

    Optional<Survey.Known> at(String folder) {
        return Optional.ofNullable(known.get(folder));
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Has folders read again. */
    void forget(Iterable<String> folders) {
        folders.forEach(known::remove);
    }

    private void remember(StorageDescriptor storage, Map<String, String> parameters) {
        if (storage.location() == null) {
            return;
        }
        var columns = storage.columns().stream()
                .map(column ->
                        new Column(column.name(), new Type.Scalar(column.type() == null ? "string" : column.type())))
                .toList();
        format(parameters)
                .ifPresent(format -> known.put(
                        storage.location(),
                        new Survey.Known(
                                format, parameters.getOrDefault("compressionType", "none"), List.copyOf(columns))));
    }

    /** The format that parameters tell whole; empty if files must be read again to know it. */
    private static Optional<Format> format(Map<String, String> parameters) {
        return switch (parameters.getOrDefault("classification", "")) {
            case "json" -> Optional.of(new Format.Json(parameters.getOrDefault("jsonPath", "")));
            case "parquet" -> Optional.of(new Format.Parquet());
            case "orc" -> Optional.of(new Format.Orc());
            case "avro" -> Optional.of(new Format.Avro(""));
            case "ion" -> Optional.of(new Format.Ion());
            case "csv" ->
                parameters.getOrDefault("areColumnsQuoted", "false").equals("true")
                        ? Optional.empty()
                        : Optional.of(new Format.Csv(
                                parameters.getOrDefault("delimiter", ",").charAt(0),
                                parameters.containsKey("skip.header.line.count")));
            default -> Optional.empty();
        };
    }
}
