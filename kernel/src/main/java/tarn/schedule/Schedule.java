package tarn.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** The times that a schedule expression means: {@code cron(…)}, {@code rate(…)} or {@code at(…)}. */
public sealed interface Schedule permits Cron, Rate, At {

    /**
     * The first time that is meant after another; empty if there is none.
     *
     * @param start from when a rate counts
     * @param zone in which a cron expression and an {@code at} are read
     */
    Optional<Instant> next(Instant after, Instant start, ZoneId zone);

    /** Reads an expression. Throws {@link IllegalArgumentException} if it is none. */
    static Schedule parse(String expression) {
        if (expression.startsWith("rate(")) {
            return Rate.parse(expression);
        }
        return expression.startsWith("at(") ? At.parse(expression) : Cron.parse(expression);
    }
}
