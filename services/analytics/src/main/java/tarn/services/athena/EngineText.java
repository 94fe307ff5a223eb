package tarn.services.athena;

import java.util.ArrayList;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import tarn.services.athena.grammar.HiveDdlLexer;

/** A statement as the engine takes it: as it came, without the semicolon at its end. */
final class EngineText {

    static String of(String query) {
        var lexer = new HiveDdlLexer(CharStreams.fromString(query));
        lexer.removeErrorListeners();
        var tokens = new ArrayList<Token>(lexer.getAllTokens());
        if (tokens.isEmpty() || !tokens.getLast().getText().equals(";")) {
            return query;
        }
        while (!tokens.isEmpty() && tokens.getLast().getText().equals(";")) {
            tokens.removeLast();
        }
        // ANTLR counts code points, Java counts characters.
        int end = tokens.isEmpty() ? 0 : tokens.getLast().getStopIndex() + 1;
        return query.substring(0, query.offsetByCodePoints(0, end));
    }

    /** A name as the engine takes it, whatever is in it. */
    static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A text as a literal of the engine's. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private EngineText() {}
}
