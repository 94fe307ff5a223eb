package tarn.services.cloudwatchlogs.insights;

import java.util.List;

/** A query, read. */
public final class Query {

    private final List<Command> commands;

    private Query(List<Command> commands) {
        this.commands = commands;
    }

    /**
     * Reads a query.
     *
     * @throws QueryException if it is none
     */
    public static Query of(String text) {
        return new Query(new CommandReading(text).commands());
    }

    List<Command> commands() {
        return commands;
    }

    /** Begins to run it. */
    public Run begin(int limit) {
        return new Run(this, limit);
    }
}
