package tarn.services.cloudwatch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** What a composite alarm follows: {@code ALARM("a") AND NOT (OK(b) OR TRUE)}. */
sealed interface AlarmRule {

    /** Whether it holds, by the states of alarms. */
    boolean holds(Function<String, StateValue> states);

    /** An alarm, by name or ARN, is in a state. */
    record In(StateValue state, String alarm) implements AlarmRule {
        @Override
        public boolean holds(Function<String, StateValue> states) {
            return states.apply(alarm) == state;
        }
    }

    /** It holds or not, whatever happens. */
    record Constant(boolean value) implements AlarmRule {
        @Override
        public boolean holds(Function<String, StateValue> states) {
            return value;
        }
    }

    /** It does not hold. */
    record Not(AlarmRule rule) implements AlarmRule {
        @Override
        public boolean holds(Function<String, StateValue> states) {
            return !rule.holds(states);
        }
    }

    /** All hold. */
    record And(List<AlarmRule> rules) implements AlarmRule {
        @Override
        public boolean holds(Function<String, StateValue> states) {
            return rules.stream().allMatch(rule -> rule.holds(states));
        }
    }

    /** One holds. */
    record Or(List<AlarmRule> rules) implements AlarmRule {
        @Override
        public boolean holds(Function<String, StateValue> states) {
            return rules.stream().anyMatch(rule -> rule.holds(states));
        }
    }

    /** The names of the alarms a rule speaks of. */
    static Set<String> alarms(AlarmRule rule) {
        var found = new LinkedHashSet<String>();
        collect(rule, found);
        return found;
    }

    private static void collect(AlarmRule rule, Set<String> into) {
        switch (rule) {
            case In in -> into.add(in.alarm());
            case Constant _ -> {}
            case Not(var inner) -> collect(inner, into);
            case And(var rules) -> rules.forEach(each -> collect(each, into));
            case Or(var rules) -> rules.forEach(each -> collect(each, into));
        }
    }

    /** Reads a rule; empty if it is none. */
    static Optional<AlarmRule> of(String text) {
        try {
            var reading = new Reading(text);
            var rule = reading.either();
            return reading.atEnd() ? Optional.of(rule) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads from the left. */
    final class Reading {
        private static final int DEPTH_MAX = 100;
        private final String text;
        private int at;
        private int depth;

        Reading(String text) {
            this.text = text;
        }

        boolean atEnd() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at == text.length();
        }

        private boolean take(String word) {
            if (atEnd() || !text.startsWith(word, at)) {
                return false;
            }
            int end = at + word.length();
            if (Character.isLetter(word.charAt(0))
                    && end < text.length()
                    && Character.isLetterOrDigit(text.charAt(end))) {
                return false;
            }
            at = end;
            return true;
        }

        AlarmRule either() {
            var rules = new ArrayList<AlarmRule>();
            do {
                rules.add(both());
            } while (take("OR"));
            return rules.size() == 1 ? rules.getFirst() : new Or(rules);
        }

        private AlarmRule both() {
            var rules = new ArrayList<AlarmRule>();
            do {
                rules.add(single());
            } while (take("AND"));
            return rules.size() == 1 ? rules.getFirst() : new And(rules);
        }

        private AlarmRule single() {
            if (++depth > DEPTH_MAX) {
                throw new IllegalArgumentException("too deep");
            }
            try {
                if (take("NOT")) {
                    return new Not(single());
                }
                if (take("TRUE")) {
                    return new Constant(true);
                }
                if (take("FALSE")) {
                    return new Constant(false);
                }
                for (var state : List.of(StateValue.ALARM, StateValue.OK, StateValue.INSUFFICIENT_DATA)) {
                    if (take(state.toString())) {
                        return new In(state, name());
                    }
                }
                if (take("(")) {
                    var inner = either();
                    expect(")");
                    return inner;
                }
                throw new IllegalArgumentException("nothing");
            } finally {
                depth--;
            }
        }

        private String name() {
            expect("(");
            atEnd();
            int from = at;
            String name;
            if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
                int end = text.indexOf(text.charAt(at), at + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("quote");
                }
                name = text.substring(at + 1, end);
                at = end + 1;
            } else {
                int end = text.indexOf(')', from);
                if (end < 0) {
                    throw new IllegalArgumentException("parenthesis");
                }
                name = text.substring(from, end).strip();
                at = end;
            }
            expect(")");
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name");
            }
            return name;
        }

        private void expect(String word) {
            if (!take(word)) {
                throw new IllegalArgumentException(word);
            }
        }
    }
}
