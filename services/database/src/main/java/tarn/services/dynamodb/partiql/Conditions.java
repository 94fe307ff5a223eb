package tarn.services.dynamodb.partiql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.InvalidExpressionException;

/** Reads what a statement wants of items: OR over AND over NOT over comparisons. */
final class Conditions {

    private static final Set<String> FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");
    private static final Set<String> COMPARATORS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");

    /** Parentheses in parentheses, deeper than which a statement of 8,192 characters makes no sense. */
    private static final int DEPTH_MAX = 300;

    private final Reader reader;
    private final Values values;
    private int depth;

    Conditions(Reader reader, Values values) {
        this.reader = reader;
        this.values = values;
    }

    Term condition() {
        if (++depth > DEPTH_MAX) {
            throw reader.unexpected();
        }
        var term = joined("OR");
        depth--;
        return term;
    }

    private Term joined(String word) {
        var terms = new ArrayList<Term>();
        do {
            terms.add(word.equals("OR") ? joined("AND") : negated());
        } while (reader.takeWord(word));
        return terms.size() == 1 ? terms.getFirst() : new Term.Joined(word, terms);
    }

    private Term negated() {
        if (reader.takeWord("NOT")) {
            if (++depth > DEPTH_MAX) {
                throw reader.unexpected();
            }
            var term = new Term.Not(negated());
            depth--;
            return term;
        }
        if (reader.take("(")) {
            var inner = condition();
            reader.expect(")");
            return inner instanceof Term.Path || inner instanceof Term.Literal ? compared(inner) : inner;
        }
        return compared(operand());
    }

    private Term compared(Term left) {
        var sign = reader.peek();
        if (sign.kind() == Word.Kind.SIGN && COMPARATORS.contains(sign.text())) {
            reader.next();
            return new Term.Binary(sign.text().equals("!=") ? "<>" : sign.text(), left, operand());
        }
        if (reader.takeWord("BETWEEN")) {
            var low = operand();
            reader.expectWord("AND");
            return new Term.Between(left, low, operand());
        }
        if (reader.takeWord("IN")) {
            return new Term.In(left, among());
        }
        if (reader.takeWord("NOT")) {
            reader.expectWord("IN");
            return new Term.Not(new Term.In(left, among()));
        }
        if (reader.takeWord("IS")) {
            return is(left);
        }
        return left;
    }

    private List<Term> among() {
        var end = reader.take("[") ? "]" : ")";
        if (end.equals(")")) {
            reader.expect("(");
        }
        var among = new ArrayList<Term>();
        do {
            among.add(operand());
        } while (reader.take(","));
        reader.expect(end);
        return among;
    }

    private Term is(Term left) {
        boolean isNegated = reader.takeWord("NOT");
        if (reader.takeWord("MISSING")) {
            return new Term.Call(isNegated ? "attribute_exists" : "attribute_not_exists", List.of(left));
        }
        reader.expectWord("NULL");
        var isNull = new Term.Call("attribute_type", List.of(left, new Term.Literal(AttributeValue.fromS("NULL"))));
        return isNegated ? new Term.Not(isNull) : isNull;
    }

    private Term operand() {
        if (reader.peek().kind() == Word.Kind.NAME && reader.ahead().isSign("(")) {
            return call();
        }
        if (values.begins()) {
            return new Term.Literal(values.value());
        }
        return path();
    }

    private Term call() {
        var name = reader.next();
        var function = name.text().toLowerCase(Locale.ROOT);
        if (!FUNCTIONS.contains(function)) {
            throw new InvalidExpressionException("Unrecognized function: " + function + " at " + name.at());
        }
        reader.expect("(");
        var arguments = new ArrayList<Term>();
        if (!reader.take(")")) {
            do {
                arguments.add(operand());
            } while (reader.take(","));
            reader.expect(")");
        }
        if (arguments.isEmpty()) {
            throw new InvalidExpressionException("Incorrect number of operands for operator or function; operator or"
                    + " function: " + function + ", number of operands: 0");
        }
        return new Term.Call(function, arguments);
    }

    /** A path: names and indexes. */
    Term.Path path() {
        var steps = new ArrayList<String>();
        if (!reader.peek().isName()) {
            throw reader.unexpected();
        }
        steps.add(Term.Path.named(reader.next().text()));
        while (true) {
            if (reader.take(".")) {
                if (!reader.peek().isName()) {
                    throw Reader.notWellFormed("Invalid path dot component");
                }
                steps.add(Term.Path.named(reader.next().text()));
            } else if (reader.take("[")) {
                var index = reader.next();
                if (index.kind() == Word.Kind.NUMBER && index.text().matches("[0-9]{1,9}")) {
                    steps.add(Term.Path.indexed(index.text()));
                } else if (index.kind() == Word.Kind.TEXT) {
                    steps.add(Term.Path.named(index.text()));
                } else {
                    throw reader.unexpected();
                }
                reader.expect("]");
            } else {
                return new Term.Path(steps);
            }
        }
    }
}
