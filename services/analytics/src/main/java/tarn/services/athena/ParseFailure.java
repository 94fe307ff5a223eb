package tarn.services.athena;

import java.util.ArrayList;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import tarn.services.athena.grammar.HiveDdlParser;

/** What is wrong with the text of a data definition, in the words of Hive's parser, as Athena gives them. */
final class ParseFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private ParseFailure(String message) {
        super(message, null, false, false);
    }

    /** The failure at a token, which {@code what} describes. */
    static ParseFailure at(Token token, String what) {
        return new ParseFailure(
                "FAILED: ParseException line " + token.getLine() + ":" + token.getCharPositionInLine() + " " + what);
    }

    /** A name that is a reserved word without back-ticks. */
    static ParseFailure reserved(Token token, Parser parser, String where) {
        return at(token, near(token, parser) + " in " + where + hint(token.getText()));
    }

    /** Throws what the parser meets first, so that nothing is repaired silently. */
    static final class Listener extends BaseErrorListener {

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object offending,
                int line,
                int column,
                String message,
                @Nullable RecognitionException failure) {
            if (!(recognizer instanceof Parser parser) || !(offending instanceof Token token)) {
                throw new ParseFailure("FAILED: ParseException line " + line + ":" + column + " " + message);
            }
            throw describe(parser, token, failure);
        }

        private static ParseFailure describe(Parser parser, Token token, @Nullable RecognitionException failure) {
            var context = parser.getContext();
            if (context instanceof HiveDdlParser.SingleContext) {
                return at(token, "missing EOF at " + quoted(token) + " near " + quoted(before(token, parser)));
            }
            var where = where(context.getRuleIndex());
            var expected = parser.getExpectedTokens();
            if (failure instanceof NoViableAltException || expected.size() != 1 || token.getType() == Token.EOF) {
                return at(token, near(token, parser) + " in " + where + hint(token.getText()));
            }
            var wanted = parser.getVocabulary().getDisplayName(expected.getMinElement());
            return at(
                    token,
                    "mismatched input " + quoted(token) + " expecting " + wanted.replace("'", "") + " near "
                            + quoted(before(token, parser)) + " in " + where + hint(token.getText()));
        }
    }

    private static String near(Token token, Parser parser) {
        var text = new StringBuilder("cannot recognize input near");
        var words = new ArrayList<Token>();
        var tokens = parser.getTokenStream();
        for (int i = token.getTokenIndex(); i < tokens.size() && words.size() < 3; i++) {
            words.add(tokens.get(i));
        }
        words.forEach(word -> text.append(' ').append(quoted(word)));
        return text.toString();
    }

    private static Token before(Token token, Parser parser) {
        return parser.getTokenStream().get(Math.max(0, token.getTokenIndex() - 1));
    }

    private static String quoted(Token token) {
        return token.getType() == Token.EOF ? "'<EOF>'" : "'" + token.getText() + "'";
    }

    /** Hive leaves the reader to guess; a sentence more costs nothing. */
    private static String hint(String word) {
        return ReservedWords.contains(word) ? ". '" + word + "' is a reserved word: write `" + word + "`" : "";
    }

    private static String where(int rule) {
        return switch (rule) {
            case HiveDdlParser.RULE_columns, HiveDdlParser.RULE_column -> "column specification";
            case HiveDdlParser.RULE_type, HiveDdlParser.RULE_field -> "column type";
            case HiveDdlParser.RULE_name, HiveDdlParser.RULE_qualified -> "table name";
            case HiveDdlParser.RULE_tableForm, HiveDdlParser.RULE_delimiter -> "table row format specification";
            case HiveDdlParser.RULE_properties, HiveDdlParser.RULE_property -> "specifying key/value property";
            case HiveDdlParser.RULE_partitionSpec, HiveDdlParser.RULE_partitionTerm -> "partition specification";
            default -> "ddl statement";
        };
    }
}
