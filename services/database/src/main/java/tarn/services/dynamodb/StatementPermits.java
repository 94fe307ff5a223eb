package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.partiql.Statement;
import tarn.services.dynamodb.partiql.Term;

/**
 * Whether somebody may make a statement: its permission has a name of its own, and the same keys as what it stands for.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
final class StatementPermits {

    /**
     * Refuses a statement that its caller may not make.
     *
     * @param enclosing the operation that makes several statements one; null if none does
     */
    static void check(Platform platform, Tables tables, Statement statement, @Nullable String enclosing) {
        var action = switch (statement) {
            case Statement.Select select -> "dynamodb:PartiQLSelect";
            case Statement.Exists exists -> "dynamodb:PartiQLSelect";
            case Statement.Insert insert -> "dynamodb:PartiQLInsert";
            case Statement.Update update -> "dynamodb:PartiQLUpdate";
            case Statement.Delete delete -> "dynamodb:PartiQLDelete";
        };
        var name = tables.name(statement.table());
        var arn = Caller.current().arn("dynamodb", "table/" + name).toString();
        var index = statement instanceof Statement.Select select ? select.index() : null;
        var resource = index == null ? arn : arn + "/index/" + index;
        var keys = new HashMap<String, List<String>>();
        if (enclosing != null) {
            keys.put("dynamodb:enclosingoperation", List.of(enclosing));
        }
        // Of a table that is not there nothing is known; that is told once it is known that one may ask.
        tables.find(name).ifPresent(table -> keys.putAll(keys(statement, partition(table, index))));
        if (!platform.permissions().allow(action, resource, keys)) {
            throw StatementFaults.denied(action, resource);
        }
    }

    private static String partition(Table table, @Nullable String index) {
        var of = index == null ? null : table.readable(index).orElse(null);
        return (of == null ? table.keys() : of.keys()).partition().name();
    }

    private static Map<String, List<String>> keys(Statement statement, String partition) {
        return switch (statement) {
            case Statement.Select select -> {
                var keys = new HashMap<>(reading(select, partition));
                keys.put(
                        "dynamodb:select",
                        List.of(select.columns().isEmpty() ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES"));
                yield keys;
            }
            case Statement.Exists(var select) -> reading(select, partition);
            case Statement.Insert insert ->
                keys(
                        insert.item().containsKey(partition)
                                ? List.of(Touched.text(insert.item().get(partition)))
                                : List.of(),
                        insert.item().keySet());
            case Statement.Update update -> {
                var attributes = new TreeSet<>(Term.attributes(update.where()));
                for (var change : update.changes()) {
                    attributes.add(change.path().attribute());
                    if (change.value() != null) {
                        attributes.addAll(Term.attributes(List.of(change.value())));
                    }
                }
                var keys = keys(leading(update.where(), partition), attributes);
                keys.put("dynamodb:returnvalues", List.of(update.returning().toString()));
                yield keys;
            }
            case Statement.Delete delete -> {
                var keys = keys(leading(delete.where(), partition), Term.attributes(delete.where()));
                keys.put("dynamodb:returnvalues", List.of(delete.returning().toString()));
                yield keys;
            }
        };
    }

    private static Map<String, List<String>> reading(Statement.Select select, String partition) {
        var attributes = new TreeSet<>(Term.attributes(select.where()));
        attributes.addAll(Term.attributes(List.copyOf(select.columns())));
        var leading = leading(select.where(), partition);
        var keys = keys(leading, attributes);
        keys.put("dynamodb:fulltablescan", List.of(Boolean.toString(leading.isEmpty())));
        return keys;
    }

    private static Map<String, List<String>> keys(List<String> leading, Set<String> attributes) {
        var keys = new HashMap<String, List<String>>();
        keys.put("dynamodb:leadingkeys", leading);
        keys.put("dynamodb:attributes", List.copyOf(attributes));
        return keys;
    }

    /** The values of the partition key that a statement goes by. */
    private static List<String> leading(List<Term> where, String partition) {
        return Selects.partitions(new ArrayList<>(where), partition).stream()
                .map(Touched::text)
                .toList();
    }

    private StatementPermits() {}
}
