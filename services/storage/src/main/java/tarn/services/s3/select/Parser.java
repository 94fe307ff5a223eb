package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.asteriskNotAlone;
import static tarn.services.s3.select.SelectFaults.emptySelect;
import static tarn.services.s3.select.SelectFaults.expectedNumber;
import static tarn.services.s3.select.SelectFaults.expectedToken;
import static tarn.services.s3.select.SelectFaults.invalidDataSource;
import static tarn.services.s3.select.SelectFaults.nestedAggregate;
import static tarn.services.s3.select.SelectFaults.unexpectedToken;
import static tarn.services.s3.select.SelectFaults.unsupportedSyntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Expression.Path;
import tarn.services.s3.select.Expression.Step;
import tarn.services.s3.select.Query.Column;
import tarn.services.s3.select.Token.Kind;

/** Reads a query: {@code SELECT … FROM S3Object… [WHERE …] [LIMIT …]}. Expressions are {@link Expressions}' part. */
final class Parser {

    /** What follows a source, and so is not its alias. */
    private static final Set<String> CLAUSES = Set.of("WHERE", "LIMIT", "GROUP", "ORDER", "HAVING", "JOIN", "AT", "BY");

    private final Tokens tokens;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
    }

    static Query parse(String text) {
        var tokens = new Tokens(Lexer.tokens(text));
        var parser = new Parser(tokens);
        return parser.query();
    }

    /* The source stands behind the columns, but says what names mean in them: it is read first. */
    private Query query() {
        tokens.keyword("SELECT");
        int columnsAt = tokens.at();
        tokens.skipTo("FROM");
        tokens.keyword("FROM");
        var from = source();
        var alias = alias(from);
        int restAt = tokens.at();

        var expressions = new Expressions(tokens, alias.orElse(null));
        tokens.moveTo(columnsAt);
        var columns = columns(expressions, alias.orElse(null));
        tokens.keyword("FROM");
        tokens.moveTo(restAt);
        var aggregates = expressions.aggregates();
        checkAggregates(columns, !aggregates.isEmpty());

        Expression where = null;
        if (tokens.takeWord("WHERE")) {
            int before = aggregates.size();
            where = expressions.expression();
            if (expressions.aggregates().size() > before) {
                throw nestedAggregate();
            }
        }
        long limit = tokens.takeWord("LIMIT") ? limit() : -1;
        tokens.takeSign(";");
        if (tokens.peek().kind() != Kind.END) {
            var clause = CLAUSES.stream().anyMatch(word -> tokens.peek().isWord(word));
            throw clause || tokens.peek().isSign(",")
                    ? unsupportedSyntax(tokens.peek())
                    : unexpectedToken(tokens.peek());
        }
        return new Query(columns, aggregates, from, alias, where, limit);
    }

    private long limit() {
        var token = tokens.next();
        if (token.isSign("-")) {
            throw SelectFaults.negativeLimit();
        }
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw expectedNumber(token);
        }
    }

    private List<Step> source() {
        var token = tokens.next();
        if (!token.text().equalsIgnoreCase("S3Object") || token.kind() != Kind.WORD) {
            throw invalidDataSource();
        }
        var steps = new ArrayList<Step>();
        while (true) {
            if (tokens.takeSign(".")) {
                steps.add(tokens.takeSign("*") ? new Step.Each() : tokens.name());
            } else if (tokens.takeSign("[")) {
                if (tokens.takeSign("*")) {
                    steps.add(new Step.Each());
                } else {
                    steps.add(new Step.At(tokens.index()));
                }
                tokens.sign("]");
            } else {
                break;
            }
        }
        // The first [*] stands for the records themselves
        return !steps.isEmpty() && steps.getFirst() instanceof Step.Each
                ? List.copyOf(steps.subList(1, steps.size()))
                : List.copyOf(steps);
    }

    private Optional<String> alias(List<Step> from) {
        var token = tokens.peek();
        if (tokens.takeWord("AS")) {
            return Optional.of(tokens.name().name());
        }
        boolean named = token.kind() == Kind.NAME
                || (token.kind() == Kind.WORD && CLAUSES.stream().noneMatch(token::isWord));
        if (named) {
            return Optional.of(tokens.name().name());
        }
        return !from.isEmpty() && from.getLast() instanceof Step.Named last
                ? Optional.of(last.name())
                : Optional.empty();
    }

    private List<Column> columns(Expressions expressions, @Nullable String alias) {
        if (tokens.peek().isWord("FROM")) {
            throw emptySelect();
        }
        if (tokens.takeSign("*")) {
            if (tokens.peek().isSign(",")) {
                throw asteriskNotAlone(tokens.peek());
            }
            return List.of();
        }
        if (everythingOf(alias)) {
            return List.of();
        }
        var columns = new ArrayList<Column>();
        do {
            if (tokens.peek().isSign("*")) {
                throw asteriskNotAlone(tokens.peek());
            }
            var value = expressions.expression();
            columns.add(new Column(columnName(value, alias, columns.size() + 1), value));
        } while (tokens.takeSign(","));
        if (!tokens.peek().isWord("FROM")) {
            throw expectedToken("FROM", tokens.peek());
        }
        return columns;
    }

    /* s.* is everything as well. */
    private boolean everythingOf(@Nullable String alias) {
        int before = tokens.at();
        var token = tokens.next();
        boolean record = alias != null && alias.equalsIgnoreCase(token.text());
        if ((record || token.text().equalsIgnoreCase("S3Object"))
                && tokens.takeSign(".")
                && tokens.takeSign("*")
                && tokens.peek().isWord("FROM")) {
            return true;
        }
        tokens.moveTo(before);
        return false;
    }

    private String columnName(Expression value, @Nullable String alias, int place) {
        if (tokens.takeWord("AS")) {
            return tokens.name().name();
        }
        var next = tokens.peek();
        if (next.kind() == Kind.NAME || (next.kind() == Kind.WORD && !next.isWord("FROM"))) {
            return tokens.name().name();
        }
        if (alias != null && value instanceof Path path && path.steps().isEmpty()) {
            return alias;
        }
        return value instanceof Path path
                        && !path.steps().isEmpty()
                        && path.steps().getLast() instanceof Step.Named last
                ? last.name()
                : "_" + place;
    }

    private static void checkAggregates(List<Column> columns, boolean gathers) {
        if (gathers && columns.stream().anyMatch(column -> readsRecord(column.value()))) {
            throw nestedAggregate();
        }
    }

    private static boolean readsRecord(Expression value) {
        return switch (value) {
            case Path _ -> true;
            case Expression.Literal _, Expression.Aggregate _ -> false;
            case Expression.Negation of -> readsRecord(of.of());
            case Expression.Arithmetic of -> readsRecord(of.left()) || readsRecord(of.right());
            case Expression.Comparison of -> readsRecord(of.left()) || readsRecord(of.right());
            case Expression.And of -> readsRecord(of.left()) || readsRecord(of.right());
            case Expression.Or of -> readsRecord(of.left()) || readsRecord(of.right());
            case Expression.Not of -> readsRecord(of.of());
            case Expression.Is of -> readsRecord(of.of());
            case Expression.In of -> readsRecord(of.of()) || of.those().stream().anyMatch(Parser::readsRecord);
            case Expression.Like of -> readsRecord(of.of()) || readsRecord(of.pattern());
            case Expression.Case of ->
                readsRecord(of.otherwise())
                        || of.whens().stream()
                                .anyMatch(when -> readsRecord(when.condition()) || readsRecord(when.result()));
            case Expression.Cast of -> readsRecord(of.of());
            case Expression.Call of -> of.arguments().stream().anyMatch(Parser::readsRecord);
        };
    }
}
