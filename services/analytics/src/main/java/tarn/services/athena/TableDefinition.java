package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.services.athena.Statement.Buckets;
import tarn.services.athena.Statement.CreateTable;
import tarn.services.athena.Statement.PartitionField;
import tarn.services.athena.Statement.SortedColumn;
import tarn.services.athena.Statement.Storage;
import tarn.services.athena.grammar.HiveDdlParser;

/** Gathers the clauses of a {@code CREATE TABLE}, which come in any order. */
final class TableDefinition {

    private final StatementBuilder builder;
    private @Nullable String format;
    private @Nullable String inputFormat;
    private @Nullable String outputFormat;
    private @Nullable String serde;
    private boolean delimited;
    private @Nullable String location;
    private final Map<String, String> serdeProperties = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();

    TableDefinition(StatementBuilder builder) {
        this.builder = builder;
    }

    CreateTable read(HiveDdlParser.CreateTableContext tree) {
        tree.tableForm().forEach(this::clause);
        return new CreateTable(
                builder.table(tree.qualified()),
                tree.EXTERNAL() != null,
                tree.ifNotExists() != null,
                builder.columns(tree.columns()),
                tree.partitionedBy() == null
                        ? List.of()
                        : builder.columns(tree.partitionedBy().columns()),
                tree.text() == null ? null : StatementBuilder.text(tree.text()),
                buckets(tree.clusteredBy()),
                new Storage(format, inputFormat, outputFormat, serde, delimited, serdeProperties),
                location,
                properties,
                partitioning(tree.partitionedBy()));
    }

    private List<PartitionField> partitioning(HiveDdlParser.@Nullable PartitionedByContext tree) {
        if (tree == null) {
            return List.of();
        }
        return tree.partitionField().stream()
                .map(field -> field.word() == null
                        ? new PartitionField("identity", null, builder.name(field.name()))
                        : new PartitionField(
                                field.word().getText().toLowerCase(Locale.ROOT),
                                field.NUMBER() == null ? null : field.NUMBER().getText(),
                                builder.name(field.name())))
                .toList();
    }

    private void clause(HiveDdlParser.TableFormContext tree) {
        switch (tree) {
            case HiveDdlParser.SerdeContext clause -> {
                serde = StatementBuilder.text(clause.text());
                serdeProperties.putAll(builder.properties(clause.properties()));
            }
            case HiveDdlParser.DelimitedContext clause -> {
                delimited = true;
                clause.delimiter().forEach(this::delimiter);
                serdeProperties.putAll(builder.properties(clause.properties()));
            }
            case HiveDdlParser.SerdePropertiesContext clause ->
                serdeProperties.putAll(builder.properties(clause.properties()));
            case HiveDdlParser.StoredAsFormatsContext clause -> {
                inputFormat = StatementBuilder.text(clause.text(0));
                outputFormat = StatementBuilder.text(clause.text(1));
            }
            case HiveDdlParser.StoredAsContext clause -> format = clause.word().getText();
            case HiveDdlParser.LocationContext clause -> location = StatementBuilder.text(clause.text());
            case HiveDdlParser.TablePropertiesContext clause ->
                properties.putAll(builder.properties(clause.properties()));
            default -> throw new IllegalStateException("Unknown clause " + tree.getText());
        }
    }

    /** The parameters are named as Hive's LazySimpleSerDe names them, the misspelt one included. */
    private void delimiter(HiveDdlParser.DelimiterContext tree) {
        switch (tree) {
            case HiveDdlParser.FieldDelimiterContext clause -> {
                var field = StatementBuilder.text(clause.text(0));
                serdeProperties.put("field.delim", field);
                serdeProperties.put("serialization.format", field);
                if (clause.text().size() > 1) {
                    serdeProperties.put("escape.delim", StatementBuilder.text(clause.text(1)));
                }
            }
            case HiveDdlParser.EscapeDelimiterContext clause ->
                serdeProperties.put("escape.delim", StatementBuilder.text(clause.text()));
            case HiveDdlParser.ItemDelimiterContext clause ->
                serdeProperties.put("colelction.delim", StatementBuilder.text(clause.text()));
            case HiveDdlParser.KeyDelimiterContext clause ->
                serdeProperties.put("mapkey.delim", StatementBuilder.text(clause.text()));
            case HiveDdlParser.LineDelimiterContext clause ->
                serdeProperties.put("line.delim", StatementBuilder.text(clause.text()));
            case HiveDdlParser.NullFormContext clause ->
                serdeProperties.put("serialization.null.format", StatementBuilder.text(clause.text()));
            default -> throw new IllegalStateException("Unknown delimiter " + tree.getText());
        }
    }

    private @Nullable Buckets buckets(HiveDdlParser.@Nullable ClusteredByContext tree) {
        if (tree == null) {
            return null;
        }
        var sorted = tree.sorted().stream()
                .map(column -> new SortedColumn(builder.name(column.name()), column.DESC() != null))
                .toList();
        return new Buckets(
                tree.name().stream().map(builder::name).toList(),
                sorted,
                Integer.parseInt(tree.NUMBER().getText()));
    }
}
