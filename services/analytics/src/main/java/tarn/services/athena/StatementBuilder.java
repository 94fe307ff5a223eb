package tarn.services.athena;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;
import tarn.services.athena.Statement.AddColumns;
import tarn.services.athena.Statement.AddPartitions;
import tarn.services.athena.Statement.ChangeColumn;
import tarn.services.athena.Statement.Column;
import tarn.services.athena.Statement.CreateDatabase;
import tarn.services.athena.Statement.DescribeDatabase;
import tarn.services.athena.Statement.DescribeTable;
import tarn.services.athena.Statement.Detail;
import tarn.services.athena.Statement.DropDatabase;
import tarn.services.athena.Statement.DropPartitions;
import tarn.services.athena.Statement.DropTable;
import tarn.services.athena.Statement.DropView;
import tarn.services.athena.Statement.NewPartition;
import tarn.services.athena.Statement.PartitionTerm;
import tarn.services.athena.Statement.RenamePartition;
import tarn.services.athena.Statement.RepairTable;
import tarn.services.athena.Statement.ReplaceColumns;
import tarn.services.athena.Statement.SetDatabaseProperties;
import tarn.services.athena.Statement.SetLocation;
import tarn.services.athena.Statement.SetTableProperties;
import tarn.services.athena.Statement.ShowColumns;
import tarn.services.athena.Statement.ShowCreateTable;
import tarn.services.athena.Statement.ShowCreateView;
import tarn.services.athena.Statement.ShowDatabases;
import tarn.services.athena.Statement.ShowPartitions;
import tarn.services.athena.Statement.ShowTableProperties;
import tarn.services.athena.Statement.ShowTables;
import tarn.services.athena.Statement.TableName;
import tarn.services.athena.grammar.HiveDdlBaseVisitor;
import tarn.services.athena.grammar.HiveDdlParser;

/** Makes a {@link Statement} of what the grammar recognised. */
final class StatementBuilder extends HiveDdlBaseVisitor<Statement> {

    private final HiveDdlParser parser;

    StatementBuilder(HiveDdlParser parser) {
        this.parser = parser;
    }

    @Override
    public Statement visitCreateDatabase(HiveDdlParser.CreateDatabaseContext tree) {
        return new CreateDatabase(
                name(tree.name()),
                tree.ifNotExists() != null,
                tree.COMMENT() == null ? null : text(tree.text(0)),
                tree.LOCATION() == null ? null : text(tree.text(tree.text().size() - 1)),
                properties(tree.properties()));
    }

    @Override
    public Statement visitDropDatabase(HiveDdlParser.DropDatabaseContext tree) {
        return new DropDatabase(name(tree.name()), tree.ifExists() != null, tree.CASCADE() != null);
    }

    @Override
    public Statement visitSetDatabaseProperties(HiveDdlParser.SetDatabasePropertiesContext tree) {
        return new SetDatabaseProperties(name(tree.name()), properties(tree.properties()));
    }

    @Override
    public Statement visitDescribeDatabase(HiveDdlParser.DescribeDatabaseContext tree) {
        return new DescribeDatabase(name(tree.name()), tree.EXTENDED() != null);
    }

    @Override
    public Statement visitShowDatabases(HiveDdlParser.ShowDatabasesContext tree) {
        return new ShowDatabases(textOrNull(tree.text()));
    }

    @Override
    public Statement visitCreateTable(HiveDdlParser.CreateTableContext tree) {
        return new TableDefinition(this).read(tree);
    }

    @Override
    public Statement visitDropTable(HiveDdlParser.DropTableContext tree) {
        return new DropTable(table(tree.qualified()), tree.ifExists() != null);
    }

    @Override
    public Statement visitDropView(HiveDdlParser.DropViewContext tree) {
        return new DropView(table(tree.qualified()), tree.ifExists() != null);
    }

    @Override
    public Statement visitShowTables(HiveDdlParser.ShowTablesContext tree) {
        return new ShowTables(tree.name() == null ? null : name(tree.name()), textOrNull(tree.text()), false);
    }

    @Override
    public Statement visitShowViews(HiveDdlParser.ShowViewsContext tree) {
        return new ShowTables(tree.name() == null ? null : name(tree.name()), textOrNull(tree.text()), true);
    }

    @Override
    public Statement visitShowColumns(HiveDdlParser.ShowColumnsContext tree) {
        var table = table(tree.qualified());
        return new ShowColumns(tree.name() == null ? table : new TableName(name(tree.name()), table.name()));
    }

    @Override
    public Statement visitShowPartitions(HiveDdlParser.ShowPartitionsContext tree) {
        return new ShowPartitions(table(tree.qualified()), terms(tree.partitionSpec()));
    }

    @Override
    public Statement visitShowCreateTable(HiveDdlParser.ShowCreateTableContext tree) {
        return new ShowCreateTable(table(tree.qualified()));
    }

    @Override
    public Statement visitShowCreateView(HiveDdlParser.ShowCreateViewContext tree) {
        return new ShowCreateView(table(tree.qualified()));
    }

    @Override
    public Statement visitShowTableProperties(HiveDdlParser.ShowTablePropertiesContext tree) {
        return new ShowTableProperties(table(tree.qualified()), textOrNull(tree.text()));
    }

    @Override
    public Statement visitDescribeView(HiveDdlParser.DescribeViewContext tree) {
        return new DescribeTable(table(tree.qualified()), Detail.PLAIN, List.of(), List.of());
    }

    @Override
    public Statement visitDescribeTable(HiveDdlParser.DescribeTableContext tree) {
        var detail =
                tree.EXTENDED() != null ? Detail.EXTENDED : tree.FORMATTED() != null ? Detail.FORMATTED : Detail.PLAIN;
        var column = tree.describedColumn() == null
                ? List.<String>of()
                : tree.describedColumn().fieldName().stream()
                        .map(part -> HiveText.name(part.getText()))
                        .toList();
        return new DescribeTable(table(tree.qualified()), detail, terms(tree.partitionSpec()), column);
    }

    @Override
    public Statement visitRepairTable(HiveDdlParser.RepairTableContext tree) {
        return new RepairTable(table(tree.qualified()));
    }

    @Override
    public Statement visitAddPartitions(HiveDdlParser.AddPartitionsContext tree) {
        var partitions = tree.addedPartition().stream()
                .map(added -> new NewPartition(terms(added.partitionSpec()), textOrNull(added.text())))
                .toList();
        return new AddPartitions(table(tree.qualified()), tree.ifNotExists() != null, partitions);
    }

    @Override
    public Statement visitDropPartitions(HiveDdlParser.DropPartitionsContext tree) {
        var partitions = tree.partitionSpec().stream().map(this::terms).toList();
        return new DropPartitions(table(tree.qualified()), tree.ifExists() != null, partitions);
    }

    @Override
    public Statement visitRenamePartition(HiveDdlParser.RenamePartitionContext tree) {
        return new RenamePartition(table(tree.qualified()), terms(tree.partitionSpec(0)), terms(tree.partitionSpec(1)));
    }

    @Override
    public Statement visitDropColumn(HiveDdlParser.DropColumnContext tree) {
        return new Statement.DropColumn(table(tree.qualified()), name(tree.name()));
    }

    @Override
    public Statement visitUnsetTableProperties(HiveDdlParser.UnsetTablePropertiesContext tree) {
        return new Statement.UnsetTableProperties(
                table(tree.qualified()),
                tree.text().stream().map(StatementBuilder::text).toList());
    }

    @Override
    public Statement visitOptimize(HiveDdlParser.OptimizeContext tree) {
        var predicate = tree.engineText();
        return new Statement.Optimize(table(tree.qualified()), predicate == null ? "" : text(predicate));
    }

    @Override
    public Statement visitPrepare(HiveDdlParser.PrepareContext tree) {
        return new Statement.Prepare(HiveText.name(tree.name().getText()), text(tree.engineText()));
    }

    @Override
    public Statement visitExecute(HiveDdlParser.ExecuteContext tree) {
        var using = tree.engineText();
        return new Statement.Execute(HiveText.name(tree.name().getText()), using == null ? "" : text(using));
    }

    @Override
    public Statement visitDeallocate(HiveDdlParser.DeallocateContext tree) {
        return new Statement.Deallocate(HiveText.name(tree.name().getText()));
    }

    @Override
    public Statement visitUnload(HiveDdlParser.UnloadContext tree) {
        var properties = new LinkedHashMap<String, List<String>>();
        for (var property : tree.unloadProperty()) {
            var values = property.text().isEmpty()
                    ? List.of(property.getChild(2).getText())
                    : property.text().stream().map(StatementBuilder::text).toList();
            properties.put(HiveText.name(property.name().getText()), values);
        }
        return new Statement.Unload(text(tree.nested()), text(tree.text()), properties);
    }

    /** What is for the SQL engine, as it stands in the statement. */
    private static String text(ParserRuleContext tree) {
        return tree.getStart()
                .getInputStream()
                .getText(Interval.of(
                        tree.getStart().getStartIndex(), tree.getStop().getStopIndex()));
    }

    @Override
    public Statement visitVacuum(HiveDdlParser.VacuumContext tree) {
        return new Statement.Vacuum(table(tree.qualified()));
    }

    @Override
    public Statement visitAddColumns(HiveDdlParser.AddColumnsContext tree) {
        return new AddColumns(table(tree.qualified()), columns(tree.columns()));
    }

    @Override
    public Statement visitReplaceColumns(HiveDdlParser.ReplaceColumnsContext tree) {
        return new ReplaceColumns(table(tree.qualified()), columns(tree.columns()));
    }

    @Override
    public Statement visitChangeColumn(HiveDdlParser.ChangeColumnContext tree) {
        var after = tree.FIRST() != null ? "" : tree.AFTER() != null ? name(tree.name(1)) : null;
        return new ChangeColumn(table(tree.qualified()), name(tree.name(0)), column(tree.column()), after);
    }

    @Override
    public Statement visitSetTableProperties(HiveDdlParser.SetTablePropertiesContext tree) {
        return new SetTableProperties(table(tree.qualified()), properties(tree.properties()));
    }

    @Override
    public Statement visitSetLocation(HiveDdlParser.SetLocationContext tree) {
        return new SetLocation(table(tree.qualified()), terms(tree.partitionSpec()), text(tree.text()));
    }

    /** A name; one that is a reserved word is refused without back-ticks. */
    String name(HiveDdlParser.NameContext tree) {
        return name(tree, "table name");
    }

    String name(HiveDdlParser.NameContext tree, String where) {
        if (tree.QUOTED() == null && ReservedWords.contains(tree.getText())) {
            throw ParseFailure.reserved(tree.getStart(), parser, where);
        }
        return HiveText.name(tree.getText());
    }

    TableName table(HiveDdlParser.QualifiedContext tree) {
        var last = name(tree.name(tree.name().size() - 1));
        return new TableName(tree.name().size() == 1 ? null : name(tree.name(0)), last);
    }

    List<Column> columns(HiveDdlParser.@Nullable ColumnsContext tree) {
        return tree == null
                ? List.of()
                : tree.column().stream().map(this::column).toList();
    }

    private Column column(HiveDdlParser.ColumnContext tree) {
        return new Column(name(tree.name(), "column specification"), type(tree.type()), textOrNull(tree.text()));
    }

    /** A type in the catalog's spelling: lower case, without spaces, fields as {@code name:type}. */
    private static String type(HiveDdlParser.TypeContext tree) {
        return switch (tree) {
            case HiveDdlParser.ArrayTypeContext array -> "array<" + type(array.type()) + ">";
            case HiveDdlParser.MapTypeContext map -> "map<" + type(map.type(0)) + "," + type(map.type(1)) + ">";
            case HiveDdlParser.StructTypeContext struct ->
                struct.field().stream()
                        .map(field -> HiveText.name(field.fieldName().getText()) + ":" + type(field.type()))
                        .collect(Collectors.joining(",", "struct<", ">"));
            case HiveDdlParser.UnionTypeContext union ->
                union.type().stream().map(StatementBuilder::type).collect(Collectors.joining(",", "uniontype<", ">"));
            case HiveDdlParser.PlainTypeContext plain -> plain(plain);
            default -> throw new IllegalStateException("Unknown type " + tree.getText());
        };
    }

    private static String plain(HiveDdlParser.PlainTypeContext tree) {
        var word = tree.word().getText().toLowerCase(Locale.ROOT);
        var known = switch (word) {
            case "boolean",
                    "tinyint",
                    "smallint",
                    "int",
                    "bigint",
                    "float",
                    "double",
                    "decimal",
                    "string",
                    "char",
                    "varchar",
                    "binary",
                    "date",
                    "timestamp" -> word;
            case "integer" -> "int";
            default ->
                throw ParseFailure.at(
                        tree.getStart(), "cannot recognize input near '" + tree.getText() + "' in column type");
        };
        var arguments = tree.NUMBER().stream().map(Object::toString).toList();
        if (arguments.isEmpty()) {
            return known.equals("decimal") ? "decimal(10,0)" : known;
        }
        return known + "(" + String.join(",", arguments)
                + (known.equals("decimal") && arguments.size() == 1 ? ",0" : "") + ")";
    }

    Map<String, String> properties(HiveDdlParser.@Nullable PropertiesContext tree) {
        var properties = new LinkedHashMap<String, String>();
        if (tree != null) {
            for (var property : tree.property()) {
                var value = property.text().size() == 2
                        ? text(property.text(1))
                        : property.getChild(2).getText();
                properties.put(text(property.text(0)), value);
            }
        }
        return properties;
    }

    private List<PartitionTerm> terms(HiveDdlParser.@Nullable PartitionSpecContext tree) {
        var terms = new ArrayList<PartitionTerm>();
        if (tree != null) {
            for (var term : tree.partitionTerm()) {
                var comparison =
                        term.comparison() == null ? null : term.comparison().getText();
                terms.add(new PartitionTerm(
                        name(term.name(), "partition specification"), comparison, constant(term.constant())));
            }
        }
        return terms;
    }

    private static @Nullable String constant(HiveDdlParser.@Nullable ConstantContext tree) {
        if (tree == null) {
            return null;
        }
        return tree.text() == null ? tree.getText() : text(tree.text());
    }

    static String text(HiveDdlParser.TextContext tree) {
        return HiveText.unquote(tree.getText());
    }

    private static @Nullable String textOrNull(HiveDdlParser.@Nullable TextContext tree) {
        return tree == null ? null : text(tree);
    }
}
