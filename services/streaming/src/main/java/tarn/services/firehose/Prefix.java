package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an object's key, with expressions such as <code>!{timestamp:yyyy/MM}</code>.
 *
 * <p>Rules of https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html; one without expressions is followed by the
 * hour.
 */
record Prefix(List<Part> parts, boolean plain) {

    private static final String HOUR = "yyyy/MM/dd/HH/";

    /** What an expression is made of. */
    enum Namespace {
        NONE(""),
        FIREHOSE("firehose"),
        TIMESTAMP("timestamp"),
        QUERY("partitionKeyFromQuery"),
        LAMBDA("partitionKeyFromLambda");

        private final String shown;

        Namespace(String shown) {
            this.shown = shown;
        }

        private static Namespace of(String shown) {
            return Arrays.stream(values())
                    .filter(each -> each != NONE && each.shown.equals(shown))
                    .findFirst()
                    .orElseThrow(() -> invalid("Namespace " + shown + " of the prefix is unknown."));
        }
    }

    /** A piece of a prefix: text as it is, or an expression. */
    record Part(Namespace namespace, String text) {}

    /**
     * What expressions are made of.
     *
     * @param at when the oldest record came
     * @param errors what kind of failure an object tells of; empty if it tells of none
     * @param query partition keys found in records
     * @param lambda partition keys that a function gave
     */
    record Facts(
            Instant at,
            @Nullable String zone,
            String errors,
            Map<String, String> query,
            Map<String, String> lambda,
            Supplier<String> random) {

        Facts failing(String kind) {
            return new Facts(at, zone, kind, Map.of(), Map.of(), random);
        }
    }

    static Prefix of(@Nullable String text) {
        var parts = new ArrayList<Part>();
        var rest = text == null ? "" : text;
        boolean plain = true;
        for (int at = rest.indexOf("!{"); at >= 0; at = rest.indexOf("!{")) {
            int end = rest.indexOf('}', at);
            int colon = rest.indexOf(':', at);
            if (end < 0 || colon < 0 || colon > end) {
                throw invalid("Prefix " + text + " has an expression that is not !{namespace:value}.");
            }
            parts.add(new Part(Namespace.NONE, rest.substring(0, at)));
            var part = new Part(Namespace.of(rest.substring(at + 2, colon)), rest.substring(colon + 1, end));
            check(part);
            parts.add(part);
            plain = false;
            rest = rest.substring(end + 1);
        }
        parts.add(new Part(Namespace.NONE, rest));
        return new Prefix(List.copyOf(parts), plain);
    }

    private static void check(Part part) {
        if (part.namespace() == Namespace.FIREHOSE
                && !part.text().equals("error-output-type")
                && !part.text().equals("random-string")) {
            throw invalid("The value " + part.text() + " of namespace firehose is unknown.");
        }
        if (part.namespace() == Namespace.TIMESTAMP) {
            try {
                var _ = DateTimeFormatter.ofPattern(part.text(), Locale.ROOT)
                        .format(Instant.EPOCH.atZone(ZoneOffset.UTC));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw invalid("The timestamp " + part.text() + " of the prefix is not a format of time.");
            }
        }
    }

    /** The values of a namespace that are asked for. */
    Set<String> values(Namespace namespace) {
        var found = new HashSet<String>();
        for (var part : parts) {
            if (part.namespace() == namespace) {
                found.add(part.text());
            }
        }
        return found;
    }

    boolean tellsErrors() {
        return values(Namespace.FIREHOSE).contains("error-output-type");
    }

    String text(Facts facts) {
        var out = new StringBuilder();
        var time = facts.at()
                .atZone(facts.zone() == null || facts.zone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(facts.zone()));
        for (var part : parts) {
            out.append(value(part, facts, time));
        }
        if (plain) {
            if (!facts.errors().isEmpty()) {
                out.append(facts.errors()).append('/');
            }
            out.append(DateTimeFormatter.ofPattern(HOUR, Locale.ROOT).format(time));
        }
        return out.toString();
    }

    private static String value(Part part, Facts facts, java.time.ZonedDateTime time) {
        return switch (part.namespace()) {
            case NONE -> part.text();
            case TIMESTAMP ->
                DateTimeFormatter.ofPattern(part.text(), Locale.ROOT).format(time);
            case QUERY -> facts.query().getOrDefault(part.text(), "");
            case LAMBDA -> facts.lambda().getOrDefault(part.text(), "");
            case FIREHOSE ->
                part.text().equals("random-string") ? facts.random().get() : facts.errors();
        };
    }
}
