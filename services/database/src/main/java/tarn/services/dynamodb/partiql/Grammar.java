package tarn.services.dynamodb.partiql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import tarn.services.dynamodb.expression.InvalidExpressionException;
import tarn.services.dynamodb.partiql.Statement.Change;

/** Reads statements. */
final class Grammar {

    private static final int NAMES_MAX = 2;

    private final Reader reader;
    private final Values values;
    private final Conditions conditions;

    private Grammar(Reader reader) {
        this.reader = reader;
        this.values = new Values(reader);
        this.conditions = new Conditions(reader, values);
    }

    static Statement read(String text, List<AttributeValue> parameters) {
        var reader = new Reader(text, parameters);
        var statement = new Grammar(reader).statement();
        reader.finish();
        return statement;
    }

    private Statement statement() {
        if (reader.peek().is("EXISTS") && reader.ahead().isSign("(")) {
            reader.next();
            reader.next();
            reader.expectWord("SELECT");
            var select = select();
            reader.expect(")");
            return new Statement.Exists(select);
        }
        if (reader.takeWord("SELECT")) {
            return select();
        }
        if (reader.takeWord("INSERT")) {
            return insert();
        }
        if (reader.takeWord("UPDATE")) {
            return update();
        }
        if (reader.takeWord("DELETE")) {
            return delete();
        }
        throw Reader.notWellFormed("Expected data manipulation");
    }

    private Statement.Select select() {
        var columns = new ArrayList<Term.Path>();
        if (!reader.take("*")) {
            do {
                if (reader.peek().isName() && reader.ahead().isSign("(")) {
                    throw new InvalidExpressionException(
                            "Unexpected path component at " + reader.peek().at());
                }
                columns.add(conditions.path());
                if (reader.peek().is("AS")) {
                    throw aliasing();
                }
            } while (reader.take(","));
        }
        reader.expectWord("FROM");
        var names = names();
        checkNoAlias("WHERE", "ORDER");
        var where = reader.takeWord("WHERE") ? Term.conjuncts(conditions.condition()) : List.<Term>of();
        return new Statement.Select(
                names.getFirst(), names.size() > 1 ? names.get(1) : null, columns, where, order(where.isEmpty()));
    }

    private Statement.@Nullable Order order(boolean isEverything) {
        if (!reader.peek().is("ORDER") || !reader.ahead().is("BY")) {
            return null;
        }
        reader.next();
        reader.next();
        var by = conditions.path();
        boolean isDescending = reader.takeWord("DESC");
        if (!isDescending) {
            reader.takeWord("ASC");
        }
        if (reader.peek().is("WHERE")) {
            throw Reader.notWellFormed("Unexpected token after expression");
        }
        if (isEverything) {
            throw new InvalidExpressionException("Must have WHERE clause in the statement when using ORDER BY clause.");
        }
        return new Statement.Order(by, isDescending);
    }

    /** A table, or a table and an index. */
    private List<String> names() {
        var names = new ArrayList<String>();
        do {
            if (!reader.peek().isName()) {
                throw reader.unexpected();
            }
            names.add(reader.next().text());
        } while (reader.take("."));
        if (names.size() > NAMES_MAX) {
            throw new InvalidExpressionException("A path may contain at most 2 components in the FROM clause");
        }
        if (names.contains("")) {
            throw new InvalidExpressionException("Path component cannot be an empty string");
        }
        return names;
    }

    private String table() {
        var names = names();
        if (names.size() > 1) {
            throw new InvalidExpressionException("Only a table can be changed, not an index");
        }
        return names.getFirst();
    }

    private void checkNoAlias(String... continuations) {
        var word = reader.peek();
        if (!word.isName()) {
            return;
        }
        for (var continuation : continuations) {
            if (word.is(continuation)) {
                return;
            }
        }
        throw aliasing();
    }

    private static InvalidExpressionException aliasing() {
        return new InvalidExpressionException("Aliasing is not supported");
    }

    private Statement insert() {
        reader.expectWord("INTO");
        var table = table();
        if (!reader.takeWord("VALUE")) {
            throw Reader.notWellFormed("Unexpected token after expression");
        }
        var item = values.item();
        if (!item.hasM()) {
            throw new InvalidExpressionException("The value to insert must be a tuple");
        }
        return new Statement.Insert(table, item.m());
    }

    private Statement update() {
        var table = table();
        checkNoAlias("SET", "REMOVE");
        var changes = new ArrayList<Change>();
        while (true) {
            if (reader.takeWord("SET")) {
                do {
                    changes.add(set());
                } while (reader.take(","));
            } else if (reader.takeWord("REMOVE")) {
                do {
                    changes.add(new Change(Change.Kind.REMOVE, conditions.path(), null));
                } while (reader.take(","));
            } else {
                break;
            }
        }
        if (changes.isEmpty()) {
            throw reader.unexpected();
        }
        return new Statement.Update(table, changes, where(), returning(false));
    }

    private Change set() {
        var path = conditions.path();
        reader.expect("=");
        var word = reader.peek();
        if (word.is("set_add") && reader.ahead().isSign("(")) {
            return setChange(Change.Kind.ADD, path);
        }
        if (word.is("set_delete") && reader.ahead().isSign("(")) {
            return setChange(Change.Kind.DELETE, path);
        }
        return new Change(Change.Kind.SET, path, sum());
    }

    /** {@code path = set_add(path, set)}, or set_delete. */
    private Change setChange(Change.Kind kind, Term.Path path) {
        var function = reader.next();
        var name = function.text().toUpperCase(Locale.ROOT);
        reader.expect("(");
        var first = reader.peek();
        var arguments = new ArrayList<Term>();
        do {
            arguments.add(operand());
        } while (reader.take(","));
        reader.expect(")");
        if (arguments.size() != 2) {
            throw new InvalidExpressionException(name + " must have exactly two arguments at " + function.at());
        }
        if (!arguments.getFirst().equals(path)) {
            throw new InvalidExpressionException(
                    "The first argument to " + name + " must equal the assignment value at " + function.at());
        }
        if (!(arguments.get(1) instanceof Term.Literal(var value))
                || !(value.hasSs() || value.hasNs() || value.hasBs())) {
            throw new InvalidExpressionException(
                    "The second argument to " + name + " must be a value with type SET at " + first.at());
        }
        return new Change(kind, path, arguments.get(1));
    }

    private Term sum() {
        var left = operand();
        var sign = reader.peek();
        if (sign.isSign("+") || sign.isSign("-")) {
            reader.next();
            return new Term.Binary(sign.text(), left, operand());
        }
        return left;
    }

    private Term operand() {
        var word = reader.peek();
        if (word.kind() == Word.Kind.NAME && reader.ahead().isSign("(")) {
            var function = reader.next().text().toLowerCase(Locale.ROOT);
            if (!function.equals("list_append") && !function.equals("if_not_exists")) {
                throw new InvalidExpressionException("Unrecognized function: " + function + " at " + word.at());
            }
            reader.expect("(");
            var arguments = new ArrayList<Term>();
            do {
                arguments.add(operand());
            } while (reader.take(","));
            reader.expect(")");
            return new Term.Call(function, arguments);
        }
        return values.begins() ? new Term.Literal(values.value()) : conditions.path();
    }

    private Statement delete() {
        reader.expectWord("FROM");
        var table = table();
        checkNoAlias("WHERE");
        return new Statement.Delete(table, where(), returning(true));
    }

    private List<Term> where() {
        reader.expectWord("WHERE");
        return Term.conjuncts(conditions.condition());
    }

    private ReturnValue returning(boolean ofDelete) {
        if (!reader.takeWord("RETURNING")) {
            return ReturnValue.NONE;
        }
        boolean isAll = reader.takeWord("ALL");
        if (!isAll) {
            reader.expectWord("MODIFIED");
        }
        boolean isOld = reader.takeWord("OLD");
        if (!isOld) {
            reader.expectWord("NEW");
        }
        reader.expect("*");
        if (ofDelete && !(isAll && isOld)) {
            throw new InvalidExpressionException("Invalid returning clause: RETURNING " + (isAll ? "ALL" : "MODIFIED")
                    + (isOld ? " OLD" : " NEW") + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
        }
        if (isAll) {
            return isOld ? ReturnValue.ALL_OLD : ReturnValue.ALL_NEW;
        }
        return isOld ? ReturnValue.UPDATED_OLD : ReturnValue.UPDATED_NEW;
    }
}
