package tarn.services.dynamodb.partiql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a statement compares, tests or sets; written as DynamoDB's expressions write it. */
public sealed interface Term {

    /** The same in an expression, with placeholders for names and values. */
    String written(Placeholding placeholding);

    /** Where a value lies: names, and indexes as {@code [2]}. */
    record Path(List<String> steps) implements Term {
        public Path {
            steps = List.copyOf(steps);
        }

        @Override
        public String written(Placeholding placeholding) {
            var out = new StringBuilder();
            for (var step : steps) {
                if (isIndex(step)) {
                    out.append(step.substring(1));
                } else {
                    out.append(out.isEmpty() ? "" : ".").append(placeholding.name(step.substring(1)));
                }
            }
            return out.toString();
        }

        /** An attribute of its own. */
        public static Path of(String attribute) {
            return new Path(List.of(named(attribute)));
        }

        /** A step by its name. */
        static String named(String name) {
            return "." + name;
        }

        /** A step by its index. */
        static String indexed(String index) {
            return "#[" + index + "]";
        }

        private static boolean isIndex(String step) {
            return step.charAt(0) == '#';
        }

        /** Whether it is an attribute of its own. */
        public boolean isAttribute(String name) {
            return steps.size() == 1 && steps.getFirst().equals(named(name));
        }

        /** What lies there in an item; null if nothing. */
        public @Nullable AttributeValue in(Map<String, AttributeValue> item) {
            var value = item.get(attribute());
            for (int i = 1; value != null && i < steps.size(); i++) {
                value = below(value, steps.get(i));
            }
            return value;
        }

        private static @Nullable AttributeValue below(AttributeValue value, String step) {
            if (!isIndex(step)) {
                return value.hasM() ? value.m().get(step.substring(1)) : null;
            }
            int index = Integer.parseInt(step, 2, step.length() - 1, 10);
            return value.hasL() && index < value.l().size() ? value.l().get(index) : null;
        }

        /** The attribute it begins with. */
        public String attribute() {
            return steps.getFirst().substring(1);
        }

        /** The name that a SELECT gives what lies there: its last step's, with its indexes. */
        public String label() {
            int last = steps.size() - 1;
            while (last > 0 && isIndex(steps.get(last))) {
                last--;
            }
            return steps.subList(last, steps.size()).stream()
                    .map(step -> step.substring(1))
                    .collect(Collectors.joining());
        }
    }

    /** A value, given in the statement or beside it. */
    record Literal(AttributeValue value) implements Term {
        @Override
        public String written(Placeholding placeholding) {
            return placeholding.value(value);
        }
    }

    /** Two terms and a sign between: a comparison, or arithmetic. */
    record Binary(String sign, Term left, Term right) implements Term {
        @Override
        public String written(Placeholding placeholding) {
            return left.written(placeholding) + " " + sign + " " + right.written(placeholding);
        }
    }

    record Between(Term term, Term low, Term high) implements Term {
        @Override
        public String written(Placeholding placeholding) {
            return term.written(placeholding) + " BETWEEN " + low.written(placeholding) + " AND "
                    + high.written(placeholding);
        }
    }

    record In(Term term, List<Term> among) implements Term {
        public In {
            among = List.copyOf(among);
        }

        @Override
        public String written(Placeholding placeholding) {
            return term.written(placeholding) + " IN "
                    + among.stream()
                            .map(each -> each.written(placeholding))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** All or any of several. */
    record Joined(String word, List<Term> terms) implements Term {
        public Joined {
            terms = List.copyOf(terms);
        }

        @Override
        public String written(Placeholding placeholding) {
            return terms.stream()
                    .map(term -> "(" + term.written(placeholding) + ")")
                    .collect(Collectors.joining(" " + word + " "));
        }
    }

    record Not(Term term) implements Term {
        @Override
        public String written(Placeholding placeholding) {
            return "NOT (" + term.written(placeholding) + ")";
        }
    }

    record Call(String function, List<Term> arguments) implements Term {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String written(Placeholding placeholding) {
            return function
                    + arguments.stream()
                            .map(each -> each.written(placeholding))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** What all must hold for a condition to hold, each on its own. */
    static List<Term> conjuncts(Term term) {
        if (term instanceof Joined(var word, var terms) && word.equals("AND")) {
            return terms.stream().flatMap(each -> conjuncts(each).stream()).toList();
        }
        return List.of(term);
    }

    /** All of these; there is at least one. */
    static Term all(List<Term> terms) {
        return terms.size() == 1 ? terms.getFirst() : new Joined("AND", terms);
    }

    /** The attributes that a term is about. */
    static Set<String> attributes(List<Term> terms) {
        var attributes = new TreeSet<String>();
        terms.forEach(term -> collect(term, attributes));
        return attributes;
    }

    private static void collect(Term term, Set<String> into) {
        switch (term) {
            case Path path -> into.add(path.attribute());
            case Literal literal -> {}
            case Binary(var sign, var left, var right) -> {
                collect(left, into);
                collect(right, into);
            }
            case Between(var of, var low, var high) -> {
                collect(of, into);
                collect(low, into);
                collect(high, into);
            }
            case In(var of, var among) -> {
                collect(of, into);
                among.forEach(each -> collect(each, into));
            }
            case Joined(var word, var terms) -> terms.forEach(each -> collect(each, into));
            case Not(var of) -> collect(of, into);
            case Call(var function, var arguments) -> arguments.forEach(each -> collect(each, into));
        }
    }
}
