package tarn.services.cloudwatch.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What SEARCH looks for: <code>{AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1</code>. A word alone is found in
 * the name, the dimensions' names and values; in quotes it is the whole of one.
 *
 * @param namespace null if any
 * @param dimensions the names of all dimensions; null if any
 */
public record Search(@Nullable String namespace, @Nullable Set<String> dimensions, Predicate<Candidate> condition) {

    /** A metric that may be found. */
    public record Candidate(String namespace, String name, SortedMap<String, String> dimensions) {}

    /** Reads a search. */
    public static Search of(String text) {
        var reading = new Reading(text.strip());
        return reading.search();
    }

    /** Whether a metric is found. */
    public boolean finds(Candidate metric) {
        return (namespace == null || namespace.equals(metric.namespace()))
                && (dimensions == null || dimensions.equals(metric.dimensions().keySet()))
                && condition.test(metric);
    }

    private static final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text;
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private boolean take(String piece) {
            space();
            if (!text.startsWith(piece, at)) {
                return false;
            }
            int end = at + piece.length();
            if (Character.isLetter(piece.charAt(0))
                    && end < text.length()
                    && Character.isLetterOrDigit(text.charAt(end))) {
                return false;
            }
            at = end;
            return true;
        }

        Search search() {
            String namespace = null;
            Set<String> dimensions = null;
            if (take("{")) {
                var names = new ArrayList<String>();
                do {
                    names.add(word(",}"));
                } while (take(","));
                if (!take("}")) {
                    throw new MathException("The search's closing brace is missing");
                }
                namespace = names.getFirst();
                dimensions = new TreeSet<>(names.subList(1, names.size()));
            }
            var condition = either();
            space();
            if (at < text.length()) {
                throw new MathException("The search cannot be read at position " + at);
            }
            return new Search(namespace, dimensions, condition);
        }

        private Predicate<Candidate> either() {
            var left = both();
            while (take("OR")) {
                left = left.or(both());
            }
            return left;
        }

        private Predicate<Candidate> both() {
            Predicate<Candidate> left = _ -> true;
            while (true) {
                space();
                if (at >= text.length() || text.charAt(at) == ')' || text.startsWith("OR ", at)) {
                    return left;
                }
                take("AND");
                left = left.and(single());
            }
        }

        private Predicate<Candidate> single() {
            if (take("NOT")) {
                return single().negate();
            }
            if (take("(")) {
                var inner = either();
                if (!take(")")) {
                    throw new MathException("A closing parenthesis is missing in the search");
                }
                return inner;
            }
            boolean isWhole = text.startsWith("\"", at);
            var word = word(" )=");
            if (take("=")) {
                boolean isExact = text.startsWith("\"", at);
                if (take("(")) {
                    var values = new ArrayList<Predicate<Candidate>>();
                    do {
                        space();
                        boolean whole = text.startsWith("\"", at);
                        values.add(property(word, word(" )"), whole));
                    } while (take("OR"));
                    if (!take(")")) {
                        throw new MathException("A closing parenthesis is missing in the search");
                    }
                    return metric -> values.stream().anyMatch(value -> value.test(metric));
                }
                return property(word, word(" )"), isExact);
            }
            return metric -> all(metric).stream().anyMatch(value -> matches(value, word, isWhole));
        }

        private static Predicate<Candidate> property(String name, String value, boolean isExact) {
            return metric -> {
                var has = name.equals("MetricName")
                        ? metric.name()
                        : name.equals("Namespace")
                                ? metric.namespace()
                                : metric.dimensions().get(name);
                return has != null && matches(has, value, isExact);
            };
        }

        private static List<String> all(Candidate metric) {
            var all = new ArrayList<String>();
            all.add(metric.namespace());
            all.add(metric.name());
            all.addAll(metric.dimensions().keySet());
            all.addAll(metric.dimensions().values());
            return all;
        }

        private static boolean matches(String has, String wanted, boolean isWhole) {
            return isWhole
                    ? has.equals(wanted)
                    : has.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
        }

        private String word(String ends) {
            space();
            if (at < text.length() && text.charAt(at) == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw new MathException("A closing quote is missing in the search");
                }
                var quoted = text.substring(at + 1, end);
                at = end + 1;
                return quoted;
            }
            int from = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (from == at) {
                throw new MathException("A word is missing in the search at position " + at);
            }
            return text.substring(from, at).strip();
        }
    }
}
