package tarn.services.glue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.DynamoDBTarget;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.services.glue.crawl.Type;

/**
 * A table of DynamoDB as the catalog shows it: its items' attributes are the columns. Without {@code scanAll} its first page
 * is the sample.
 */
final class DynamoTable {

    private static final Type STRING = new Type.Scalar("string");
    private static final Type MISSING = new Type.Missing();

    private final DynamoDbClient dynamo;
    private final DynamoDBTarget target;

    DynamoTable(DynamoDbClient dynamo, DynamoDBTarget target) {
        this.dynamo = dynamo;
        this.target = target;
    }

    TableInput read(String prefix, BooleanSupplier stopped) {
        var table = dynamo.describeTable(request -> request.tableName(target.path()))
                .table();
        Map<String, Type> columns = new LinkedHashMap<>();
        table.keySchema().forEach(key -> columns.put(key.attributeName(), MISSING));
        boolean all = !Boolean.FALSE.equals(target.scanAll());
        Map<String, AttributeValue> from = Map.of();
        do {
            var start = from;
            var page = dynamo.scan(
                    request -> request.tableName(target.path()).exclusiveStartKey(start.isEmpty() ? null : start));
            for (var item : page.items()) {
                item.forEach((name, value) -> columns.merge(name, type(value), Type::with));
            }
            from = page.lastEvaluatedKey();
        } while (all && !from.isEmpty() && !stopped.getAsBoolean());
        var shown = new ArrayList<Column>();
        columns.forEach((name, type) -> shown.add(
                Column.builder().name(Catalog.lower(name)).type(type.hive()).build()));
        long count = table.itemCount() == null ? 0 : table.itemCount();
        long bytes = table.tableSizeBytes() == null ? 0 : table.tableSizeBytes();
        var parameters = new TreeMap<>(Map.of(
                "classification", "dynamodb",
                "typeOfData", "table",
                "hasSchema", "true",
                "recordCount", String.valueOf(count),
                "sizeKey", String.valueOf(bytes),
                "averageRecordSize", String.valueOf(count == 0 ? 0 : bytes / count),
                "CrawlerSchemaSerializerVersion", "1.0",
                "CrawlerSchemaDeserializerVersion", "1.0"));
        return TableInput.builder()
                .name(TableNames.of(prefix, target.path()))
                .owner("owner")
                .retention(0)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(List.of())
                .storageDescriptor(StorageDescriptor.builder()
                        .columns(shown)
                        .location(table.tableArn())
                        .compressed(false)
                        .numberOfBuckets(-1)
                        .serdeInfo(SerDeInfo.builder().parameters(Map.of()).build())
                        .bucketColumns(List.of())
                        .sortColumns(List.of())
                        .parameters(parameters)
                        .storedAsSubDirectories(false)
                        .build())
                .build();
    }

    private static Type type(AttributeValue value) {
        return switch (value.type()) {
            case S -> STRING;
            case N -> number(value.n());
            case B -> new Type.Scalar("binary");
            case BOOL -> new Type.Scalar("boolean");
            case NUL -> MISSING;
            case SS -> new Type.ListOf(STRING);
            case NS ->
                new Type.ListOf(value.ns().stream().map(DynamoTable::number).reduce(MISSING, Type::with));
            case BS -> new Type.ListOf(new Type.Scalar("binary"));
            case L -> new Type.ListOf(value.l().stream().map(DynamoTable::type).reduce(MISSING, Type::with));
            case M -> {
                var fields = new ArrayList<tarn.services.glue.crawl.Column>();
                value.m().forEach((name, field) -> fields.add(new tarn.services.glue.crawl.Column(name, type(field))));
                yield new Type.Struct(fields);
            }
            case UNKNOWN_TO_SDK_VERSION -> STRING;
        };
    }

    private static Type number(String text) {
        return new Type.Scalar(text.matches("-?\\d{1,18}") ? "bigint" : "double");
    }
}
