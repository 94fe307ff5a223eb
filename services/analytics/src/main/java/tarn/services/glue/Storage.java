package tarn.services.glue;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import tarn.services.glue.crawl.Format;
import tarn.services.glue.crawl.Tally;

/**
 * What a crawler writes about where and how data lies: Hive's classes for each format, and parameters, as they stand in
 * tables that AWS's crawlers made. ({@code CRAWL_RUN_ID}, of the newest ones, is left out: it would change every table
 * at every run.)
 */
final class Storage {

    private static final String TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
    private static final String TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

    private static final String GROK = "com.amazonaws.glue.serde.GrokSerDe";

    /** Hive's classes; what no engine reads has none. */
    private record Classes(
            @Nullable String input,
            @Nullable String output,
            @Nullable String serde) {}

    private Storage() {}

    private static Classes classes(Format format) {
        return switch (format) {
            case Format.Csv csv ->
                new Classes(
                        TEXT_INPUT,
                        TEXT_OUTPUT,
                        csv.reader() == Format.RowReader.OPEN_CSV
                                ? "org.apache.hadoop.hive.serde2.OpenCSVSerde"
                                : "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
            case Format.Log log -> new Classes(TEXT_INPUT, TEXT_OUTPUT, GROK);
            case Format.Xml xml -> new Classes(null, null, null);
            case Format.Ion ion ->
                new Classes(
                        "com.amazon.ionhiveserde.formats.IonInputFormat",
                        "com.amazon.ionhiveserde.formats.IonOutputFormat",
                        "com.amazon.ionhiveserde.IonHiveSerDe");
            case Format.Json json -> new Classes(TEXT_INPUT, TEXT_OUTPUT, "org.openx.data.jsonserde.JsonSerDe");
            case Format.Parquet parquet ->
                new Classes(
                        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
            case Format.Orc orc ->
                new Classes(
                        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
                        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
                        "org.apache.hadoop.hive.ql.io.orc.OrcSerde");
            case Format.Avro avro ->
                new Classes(
                        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
                        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
                        "org.apache.hadoop.hive.serde2.avro.AvroSerDe");
        };
    }

    private static Map<String, String> serdeParameters(Format format, List<tarn.services.glue.crawl.Column> columns) {
        return switch (format) {
            case Format.Csv csv ->
                csv.reader() == Format.RowReader.OPEN_CSV
                        ? Map.of(
                                "separatorChar", String.valueOf(csv.delimiter()),
                                "quoteChar", String.valueOf(csv.quote()),
                                "escapeChar", "\\")
                        : Map.of("field.delim", String.valueOf(csv.delimiter()));
            case Format.Log log ->
                log.patterns().isEmpty()
                        ? Map.of("input.format", log.pattern())
                        : Map.of("input.format", log.pattern(), "input.grokCustomPatterns", log.patterns());
            case Format.Xml xml -> Map.of("rowTag", xml.rowTag());
            case Format.Ion ion -> Map.of("serialization.format", "1");
            case Format.Json json ->
                Map.of(
                        "paths",
                        columns.stream()
                                .map(tarn.services.glue.crawl.Column::name)
                                .sorted(Comparator.naturalOrder())
                                .collect(Collectors.joining(",")));
            case Format.Parquet parquet -> Map.of("serialization.format", "1");
            case Format.Orc orc -> Map.of("serialization.format", "1");
            case Format.Avro avro -> Map.of("serialization.format", "1", "avro.schema.literal", avro.schema());
        };
    }

    /** The parameters of a table or partition, beside those that name the crawler. */
    static Map<String, String> parameters(Format format, String compression, Tally tally) {
        var parameters = new TreeMap<String, String>();
        parameters.put("classification", format.classification());
        parameters.put("compressionType", compression);
        parameters.put("typeOfData", "file");
        parameters.put("CrawlerSchemaSerializerVersion", "1.0");
        parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
        parameters.put("sizeKey", String.valueOf(tally.bytes()));
        parameters.put("objectCount", String.valueOf(tally.objects()));
        parameters.put("recordCount", String.valueOf(tally.records()));
        parameters.put("averageRecordSize", String.valueOf(tally.averageRecordBytes()));
        if (format instanceof Format.Csv csv) {
            parameters.put("delimiter", String.valueOf(csv.delimiter()));
            parameters.put("columnsOrdered", "true");
            parameters.put("areColumnsQuoted", String.valueOf(csv.reader() == Format.RowReader.OPEN_CSV));
            if (csv.header()) {
                parameters.put("skip.header.line.count", "1");
            }
        }
        switch (format) {
            case Format.Json(var path) when !path.isEmpty() -> parameters.put("jsonPath", path);
            case Format.Xml xml -> parameters.put("rowTag", xml.rowTag());
            case Format.Log log -> parameters.put("grokPattern", log.pattern());
            default -> {}
        }
        return parameters;
    }

    /** Where and how data lies. */
    static StorageDescriptor descriptor(
            String location,
            Format format,
            String compression,
            List<tarn.services.glue.crawl.Column> columns,
            Map<String, String> parameters) {
        var classes = classes(format);
        return StorageDescriptor.builder()
                .location(location)
                .columns(columns(columns))
                .inputFormat(classes.input())
                .outputFormat(classes.output())
                .compressed(!compression.equals("none"))
                .numberOfBuckets(-1)
                .serdeInfo(SerDeInfo.builder()
                        .serializationLibrary(classes.serde())
                        .parameters(serdeParameters(format, columns))
                        .build())
                .bucketColumns(List.of())
                .sortColumns(List.of())
                .parameters(parameters)
                .storedAsSubDirectories(false)
                .build();
    }

    private static List<Column> columns(List<tarn.services.glue.crawl.Column> columns) {
        return columns.stream()
                .map(column -> Column.builder()
                        .name(column.name().toLowerCase(Locale.ROOT))
                        .type(column.type().hive())
                        .build())
                .toList();
    }
}
