package tarn.services.cloudwatchlogs.pattern;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An operator and what stands to its right. */
record Comparison(Sign sign, Right right) {

    /** The operators, the longer ones first. */
    enum Sign {
        NOT_EQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        EQUAL("="),
        LESS("<"),
        GREATER(">");

        private final String text;

        Sign(String text) {
            this.text = text;
        }

        static @Nullable Sign next(Symbols in) {
            for (var sign : values()) {
                if (in.take(sign.text)) {
                    return sign;
                }
            }
            return null;
        }
    }

    /** What a value is compared with. */
    sealed interface Right {}

    /** A number. */
    record Numeral(double value) implements Right {}

    /** Text, in which an asterisk stands for anything. */
    record Text(Pattern pattern) implements Right {}

    /** A regular expression, which may match any part. */
    record Regex(Pattern pattern) implements Right {}

    private static final List<Sign> OF_TEXT = List.of(Sign.EQUAL, Sign.NOT_EQUAL);

    /** Reads what comes after an operator, up to the end characters. */
    static Comparison of(Sign sign, Symbols in, String ends) {
        in.space();
        Right right;
        if (in.take("\"")) {
            right = text(in.quoted('"'));
        } else if (in.take("%")) {
            right = new Regex(in.regex());
        } else {
            var word = in.until(ends);
            if (word.isEmpty()) {
                throw new PatternException("a value is missing");
            }
            var number = number(word);
            right = number == null ? text(word) : new Numeral(number);
        }
        if (!(right instanceof Numeral) && !OF_TEXT.contains(sign)) {
            throw new PatternException("text is compared by = and != only");
        }
        return new Comparison(sign, right);
    }

    private static Text text(String text) {
        var regex = new StringBuilder();
        for (var piece : text.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(piece));
        }
        return new Text(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    static @Nullable Double number(String text) {
        if (text.isEmpty() || !(Character.isDigit(text.charAt(text.length() - 1)) || text.endsWith("."))) {
            return null;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    boolean holds(String value) {
        return switch (right) {
            case Text text -> text.pattern().matcher(value).matches() == (sign == Sign.EQUAL);
            case Regex regex -> regex.pattern().matcher(value).find() == (sign == Sign.EQUAL);
            case Numeral wanted -> {
                var number = number(value);
                yield number == null ? sign == Sign.NOT_EQUAL : holds(Double.compare(number, wanted.value()));
            }
        };
    }

    private boolean holds(int order) {
        return switch (sign) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
            case AT_MOST -> order <= 0;
            case AT_LEAST -> order >= 0;
        };
    }
}
