package tarn.services.cloudwatchlogs.insights;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Something that has a value in a row. */
sealed interface Expression {

    @Nullable
    Object in(Row row);

    /** A value that stands in the query. */
    record Literal(Object value) implements Expression {
        @Override
        public Object in(Row row) {
            return value;
        }
    }

    /** A field. */
    record Field(String name) implements Expression {
        @Override
        public @Nullable Object in(Row row) {
            return row.get(name);
        }
    }

    /** A function of others. */
    record Call(Function function, List<Expression> arguments) implements Expression {
        @Override
        public @Nullable Object in(Row row) {
            return function.of(
                    arguments.stream().map(argument -> argument.in(row)).toList());
        }
    }

    /** What a function does. */
    @FunctionalInterface
    interface Function {
        @Nullable
        Object of(List<@Nullable Object> arguments);
    }

    /** Both hold. */
    record And(Expression left, Expression right) implements Expression {
        @Override
        public Object in(Row row) {
            return Values.truth(left.in(row)) && Values.truth(right.in(row));
        }
    }

    /** One holds. */
    record Or(Expression left, Expression right) implements Expression {
        @Override
        public Object in(Row row) {
            return Values.truth(left.in(row)) || Values.truth(right.in(row));
        }
    }

    /** It does not hold. */
    record Not(Expression inner) implements Expression {
        @Override
        public Object in(Row row) {
            return !Values.truth(inner.in(row));
        }
    }

    /** Two numbers calculated with. */
    record Arithmetic(char sign, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object in(Row row) {
            var a = Values.number(left.in(row));
            var b = Values.number(right.in(row));
            if (a == null || b == null) {
                return null;
            }
            double result = switch (sign) {
                case '+' -> a + b;
                case '-' -> a - b;
                case '*' -> a * b;
                case '/' -> a / b;
                case '%' -> a % b;
                default -> Math.pow(a, b);
            };
            return Double.isFinite(result) ? (Double) result : null;
        }
    }

    /** How two values compare. */
    enum Relation {
        EQUAL("="),
        UNEQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        MORE(">");

        final String text;

        Relation(String text) {
            this.text = text;
        }

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case AT_MOST -> order <= 0;
                case AT_LEAST -> order >= 0;
                case LESS -> order < 0;
                case MORE -> order > 0;
            };
        }
    }

    /** Two values compared; what is absent compares with nothing, but is unequal. */
    record Compared(Relation relation, Expression left, Expression right) implements Expression {
        @Override
        public Object in(Row row) {
            var a = left.in(row);
            var b = right.in(row);
            if (a == null || b == null) {
                return relation == Relation.UNEQUAL && (a == null) != (b == null);
            }
            return relation.holds(Values.compare(a, b));
        }
    }

    /** Among several. */
    record In(Expression value, List<Expression> members) implements Expression {
        @Override
        public Object in(Row row) {
            var wanted = value.in(row);
            return wanted != null && members.stream().anyMatch(member -> Values.compare(wanted, member.in(row)) == 0);
        }
    }

    /** Has a piece of text in it. Of a whole message the bytes are looked at, without making text of them. */
    record Contains(Expression value, String part, boolean isMessage) implements Expression {
        @Override
        public Object in(Row row) {
            var line = isMessage && !row.made().containsKey("@message") ? row.line() : null;
            if (line != null) {
                return line.contains(part.getBytes(StandardCharsets.UTF_8));
            }
            var text = value.in(row);
            return text != null && Values.text(text).contains(part);
        }
    }

    /** Matches a regular expression somewhere. */
    record Matches(Expression value, Pattern pattern) implements Expression {
        @Override
        public Object in(Row row) {
            var text = value.in(row);
            return text != null && pattern.matcher(Values.text(text)).find();
        }
    }
}
