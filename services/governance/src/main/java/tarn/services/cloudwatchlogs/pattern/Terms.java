package tarn.services.cloudwatchlogs.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tarn.services.cloudwatchlogs.lines.Line;

/**
 * Words and phrases: all that stand alone must be there, none with a minus may, and of those with a question mark one
 * must, unless there are others, for then AWS passes over them.
 */
record Terms(List<Term> wanted, List<Term> optional, List<Term> unwanted) implements FilterPattern {

    /** What is looked for. */
    sealed interface Term {
        boolean in(Line line);
    }

    /** A piece of text. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Phrase(byte[] bytes) implements Term {
        @Override
        public boolean in(Line line) {
            return line.contains(bytes);
        }
    }

    /** A regular expression. */
    record Expression(Pattern pattern) implements Term {
        @Override
        public boolean in(Line line) {
            return pattern.matcher(line.message()).find();
        }
    }

    static Terms of(String text) {
        var wanted = new ArrayList<Term>();
        var optional = new ArrayList<Term>();
        var unwanted = new ArrayList<Term>();
        var in = new Symbols(text);
        for (in.space(); !in.atEnd(); in.space()) {
            if (in.take("?")) {
                optional.add(term(in));
            } else if (in.take("-")) {
                unwanted.add(term(in));
            } else {
                wanted.add(term(in));
            }
        }
        return new Terms(wanted, optional, unwanted);
    }

    private static Term term(Symbols in) {
        if (in.take("\"")) {
            return new Phrase(in.quoted('"').getBytes(StandardCharsets.UTF_8));
        }
        if (in.take("%")) {
            return new Expression(in.regex());
        }
        var word = in.until(" \t\r\n\"");
        if (word.isEmpty() || !word.chars().allMatch(Terms::isWordly)) {
            throw new PatternException("terms with other characters than letters, digits and underscores are quoted");
        }
        return new Phrase(word.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isWordly(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    @Override
    public boolean matches(Line line) {
        for (var term : unwanted) {
            if (term.in(line)) {
                return false;
            }
        }
        for (var term : wanted) {
            if (!term.in(line)) {
                return false;
            }
        }
        return !wanted.isEmpty() || !unwanted.isEmpty() || optional.stream().anyMatch(term -> term.in(line));
    }

    @Override
    public Map<String, String> extracted(String message) {
        return Map.of();
    }

    @Override
    public Optional<String> value(String name, String message) {
        return Optional.empty();
    }
}
