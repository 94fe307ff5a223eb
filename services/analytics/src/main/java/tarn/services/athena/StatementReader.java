package tarn.services.athena;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import tarn.services.athena.grammar.HiveDdlLexer;
import tarn.services.athena.grammar.HiveDdlParser;

/** Tells data definitions from what the SQL engine runs, and reads them. */
final class StatementReader {

    /**
     * The data definition that a text is, or empty if it is for the SQL engine.
     *
     * @throws ParseFailure if it is a data definition, but not a right one
     */
    static Optional<Statement> read(String sql) {
        var lexer = new HiveDdlLexer(CharStreams.fromString(sql));
        lexer.removeErrorListeners();
        var tokens = new CommonTokenStream(lexer);
        tokens.fill();
        if (!isDefinition(tokens.getTokens())) {
            return Optional.empty();
        }
        var parser = new HiveDdlParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new ParseFailure.Listener());
        var tree = parser.single().statement();
        return Optional.of(new StatementBuilder(parser).visit(tree));
    }

    private static boolean isDefinition(List<Token> tokens) {
        int second = typeAt(tokens, 1);
        return switch (typeAt(tokens, 0)) {
            case HiveDdlLexer.CREATE ->
                switch (second) {
                    case HiveDdlLexer.DATABASE, HiveDdlLexer.SCHEMA, HiveDdlLexer.EXTERNAL -> true;
                    case HiveDdlLexer.TABLE -> !isQuery(tokens);
                    default -> false;
                };
            case HiveDdlLexer.DROP ->
                switch (second) {
                    case HiveDdlLexer.DATABASE, HiveDdlLexer.SCHEMA, HiveDdlLexer.TABLE, HiveDdlLexer.VIEW -> true;
                    default -> false;
                };
            case HiveDdlLexer.ALTER ->
                switch (second) {
                    case HiveDdlLexer.DATABASE, HiveDdlLexer.SCHEMA, HiveDdlLexer.TABLE -> true;
                    default -> false;
                };
            case HiveDdlLexer.SHOW ->
                switch (second) {
                    case HiveDdlLexer.DATABASES,
                            HiveDdlLexer.SCHEMAS,
                            HiveDdlLexer.TABLES,
                            HiveDdlLexer.VIEWS,
                            HiveDdlLexer.COLUMNS,
                            HiveDdlLexer.PARTITIONS,
                            HiveDdlLexer.TBLPROPERTIES,
                            HiveDdlLexer.CREATE -> true;
                    default -> false;
                };
            case HiveDdlLexer.DESCRIBE, HiveDdlLexer.DESC -> !describesPrepared(tokens);
            case HiveDdlLexer.MSCK, HiveDdlLexer.OPTIMIZE, HiveDdlLexer.VACUUM -> true;
            case HiveDdlLexer.PREPARE, HiveDdlLexer.EXECUTE, HiveDdlLexer.DEALLOCATE, HiveDdlLexer.UNLOAD -> true;
            default -> false;
        };
    }

    /** {@code DESCRIBE INPUT} and {@code DESCRIBE OUTPUT} of a prepared statement are the engine's. */
    private static boolean describesPrepared(List<Token> tokens) {
        var word = tokens.get(Math.min(1, tokens.size() - 1)).getText();
        return tokens.size() > 3 && (word.equalsIgnoreCase("input") || word.equalsIgnoreCase("output"));
    }

    /** Whether a {@code CREATE TABLE} takes its rows from a query: an {@code AS} outside of brackets says so. */
    private static boolean isQuery(List<Token> tokens) {
        int depth = 0;
        for (int i = 2; i < tokens.size(); i++) {
            var text = tokens.get(i).getText();
            depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
            if (depth == 0
                    && tokens.get(i).getType() == HiveDdlLexer.AS
                    && tokens.get(i - 1).getType() != HiveDdlLexer.STORED) {
                return true;
            }
        }
        return false;
    }

    private static int typeAt(List<Token> tokens, int index) {
        return index < tokens.size() ? tokens.get(index).getType() : Token.EOF;
    }

    private StatementReader() {}
}
