package tarn.services.cloudwatchlogs.insights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query on its way through lines. Each command is a stage that hands rows on to the next; those that must see all rows
 * before they hand any on keep no more of them than can still be wanted.
 */
public final class Run {

    /** How many rows a stage holds at most. */
    private static final int HELD_MAX = 1_000_000;

    private final Stage first;
    private final List<Row> results = new ArrayList<>();
    private final Set<String> shown = new LinkedHashSet<>();
    private boolean isDisplay;
    private boolean hasStats;
    private double taken;

    /** A command at work. */
    private interface Stage {
        void take(Row row);

        /** Hands on what was held. */
        default void end() {}
    }

    Run(Query query, int limit) {
        var commands = new ArrayList<>(query.commands());
        boolean isOrdered = commands.stream()
                .anyMatch(each -> each instanceof Command.Sort
                        || each instanceof Command.Stats
                        || each instanceof Command.Patterns);
        if (!isOrdered) {
            // Lines come latest first unless something else is said, before anything is cut off.
            int at = 0;
            while (at < commands.size()
                    && !(commands.get(at) instanceof Command.Limit)
                    && !(commands.get(at) instanceof Command.Dedup)) {
                at++;
            }
            commands.add(at, new Command.Sort(List.of(new Command.Order(new Expression.Field("@timestamp"), true))));
        }
        Stage last = row -> {
            if (results.size() < limit) {
                results.add(row);
            }
        };
        int counted = 0;
        while (isRowByRow(commands.get(counted))) {
            counted++;
        }
        for (int i = commands.size() - 1; i >= 0; i--) {
            last = stage(commands.get(i), last, wanted(commands, i, limit));
            if (i == counted) {
                last = through(last, _ -> taken++);
            }
        }
        first = last;
        for (var command : commands) {
            note(command);
        }
    }

    private static boolean isRowByRow(Command command) {
        return command instanceof Command.Fields
                || command instanceof Command.Display
                || command instanceof Command.Filter
                || command instanceof Command.Parse;
    }

    /** How many rows a sort needs to keep: as many as the limit right after it, or that of the whole. */
    private static int wanted(List<Command> commands, int at, int limit) {
        if (at + 1 < commands.size()) {
            return commands.get(at + 1) instanceof Command.Limit(var count) ? Math.min(count, HELD_MAX) : HELD_MAX;
        }
        return limit;
    }

    private void note(Command command) {
        switch (command) {
            case Command.Fields(var fields) -> fields.forEach(field -> shown.add(field.name()));
            case Command.Display(var fields) -> {
                if (!isDisplay) {
                    shown.clear();
                }
                isDisplay = true;
                fields.forEach(field -> shown.add(field.name()));
            }
            case Command.Parse parse -> {
                if (!isDisplay) {
                    shown.addAll(parse.names());
                }
            }
            case Command.Stats stats -> {
                hasStats = true;
                isDisplay = false;
                shown.clear();
                stats.by().forEach(field -> shown.add(field.name()));
                stats.aggregations().forEach(each -> shown.add(each.name()));
            }
            case Command.Patterns _ -> {
                hasStats = true;
                shown.clear();
                shown.addAll(List.of("@pattern", "@sampleCount", "@sampleMessage"));
            }
            case Command.Filter _ -> {}
            case Command.Sort _ -> {}
            case Command.Limit _ -> {}
            case Command.Dedup _ -> {}
        }
    }

    private Stage stage(Command command, Stage next, int wanted) {
        return switch (command) {
            case Command.Fields(var fields) -> through(next, row -> fields.forEach(field -> make(row, field)));
            case Command.Display(var fields) -> through(next, row -> fields.forEach(field -> make(row, field)));
            case Command.Filter(var condition) -> filter(next, condition);
            case Command.Parse parse -> through(next, row -> parse(row, parse));
            case Command.Stats stats -> new Grouping(stats, next);
            case Command.Sort(var orders) -> new Sorting(orders, wanted, next);
            case Command.Limit(var count) -> new Cutting(count, next);
            case Command.Dedup(var fields) -> new Deduping(fields, next);
            case Command.Patterns(var of) -> new PatternFinding(of, next);
        };
    }

    private static void make(Row row, Command.Named field) {
        if (!(field.expression() instanceof Expression.Field(var name)) || !name.equals(field.name())) {
            row.put(field.name(), field.expression().in(row));
        }
    }

    private static Stage through(Stage next, java.util.function.Consumer<Row> change) {
        return new Stage() {
            @Override
            public void take(Row row) {
                change.accept(row);
                next.take(row);
            }

            @Override
            public void end() {
                next.end();
            }
        };
    }

    private static Stage filter(Stage next, Expression condition) {
        return new Stage() {
            @Override
            public void take(Row row) {
                if (Values.truth(condition.in(row))) {
                    next.take(row);
                }
            }

            @Override
            public void end() {
                next.end();
            }
        };
    }

    private static void parse(Row row, Command.Parse parse) {
        var text = parse.from().in(row);
        if (text == null) {
            return;
        }
        var matcher = parse.pattern().matcher(Values.text(text));
        if (matcher.find()) {
            for (int i = 0; i < parse.names().size(); i++) {
                row.put(parse.names().get(i), matcher.group(i + 1));
            }
        }
    }

    /** Rows put together by the values of some fields. */
    private static final class Grouping implements Stage {
        private final Command.Stats stats;
        private final Stage next;
        private final Map<List<@Nullable Object>, List<Aggregation.State>> groups = new LinkedHashMap<>();

        Grouping(Command.Stats stats, Stage next) {
            this.stats = stats;
            this.next = next;
            if (stats.by().isEmpty()) {
                groups.put(List.of(), begin());
            }
        }

        private List<Aggregation.State> begin() {
            return stats.aggregations().stream().map(Aggregation::begin).toList();
        }

        @Override
        public void take(Row row) {
            var key = new ArrayList<@Nullable Object>(stats.by().size());
            for (var field : stats.by()) {
                key.add(field.expression().in(row));
            }
            var states = groups.get(key);
            if (states == null) {
                held(groups.size());
                states = begin();
                groups.put(key, states);
            }
            for (int i = 0; i < states.size(); i++) {
                stats.aggregations().get(i).add(states.get(i), row);
            }
        }

        @Override
        public void end() {
            groups.forEach((key, states) -> {
                var row = new Row();
                for (int i = 0; i < key.size(); i++) {
                    row.put(stats.by().get(i).name(), key.get(i));
                }
                for (int i = 0; i < states.size(); i++) {
                    var aggregation = stats.aggregations().get(i);
                    row.put(aggregation.name(), states.get(i).result(aggregation));
                }
                next.take(row);
            });
            next.end();
        }
    }

    private static void held(int rows) {
        if (rows >= HELD_MAX) {
            throw new QueryException("The query holds more than " + HELD_MAX + " rows; narrow it down", 0);
        }
    }

    /** The first of all rows in an order. */
    private static final class Sorting implements Stage {
        private final int wanted;
        private final Stage next;
        private final Comparator<Row> order;
        private final PriorityQueue<Row> kept;

        Sorting(List<Command.Order> orders, int wanted, Stage next) {
            this.wanted = wanted;
            this.next = next;
            Comparator<Row> all = (_, _) -> 0;
            for (var each : orders) {
                Comparator<Row> by =
                        (a, b) -> Values.compare(each.by().in(a), each.by().in(b));
                all = all.thenComparing(each.descending() ? by.reversed() : by);
            }
            this.order = all;
            this.kept = new PriorityQueue<>(all.reversed());
        }

        @Override
        public void take(Row row) {
            if (kept.size() < wanted) {
                kept.add(row);
            } else if (wanted > 0 && order.compare(row, kept.peek()) < 0) {
                kept.poll();
                kept.add(row);
            }
        }

        @Override
        public void end() {
            var sorted = new ArrayList<>(kept);
            sorted.sort(order);
            sorted.forEach(next::take);
            next.end();
        }
    }

    /** The first so many. */
    private static final class Cutting implements Stage {
        private int left;
        private final Stage next;

        Cutting(int count, Stage next) {
            this.left = count;
            this.next = next;
        }

        @Override
        public void take(Row row) {
            if (left > 0) {
                left--;
                next.take(row);
            }
        }

        @Override
        public void end() {
            next.end();
        }
    }

    /** One of those that are alike. */
    private static final class Deduping implements Stage {
        private final List<Expression> fields;
        private final Stage next;
        private final Set<List<@Nullable Object>> seen = new HashSet<>();

        Deduping(List<Expression> fields, Stage next) {
            this.fields = fields;
            this.next = next;
        }

        @Override
        public void take(Row row) {
            var key = new ArrayList<@Nullable Object>();
            fields.forEach(field -> key.add(field.in(row)));
            held(seen.size());
            if (seen.add(key)) {
                next.take(row);
            }
        }

        @Override
        public void end() {
            next.end();
        }
    }

    /** Texts with what varies in them taken out: numbers, ids, addresses, what stands in quotes. */
    private static final class PatternFinding implements Stage {
        private static final Pattern VARYING = Pattern.compile(
                "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|\\b(?=[0-9a-fA-F]*[0-9])[0-9a-fA-F]{8,}\\b|[0-9]+(?:[.:,-][0-9]+)*");
        private final Expression of;
        private final Stage next;
        private final Map<String, Row> found = new HashMap<>();

        PatternFinding(Expression of, Stage next) {
            this.of = of;
            this.next = next;
        }

        @Override
        public void take(Row row) {
            var text = of.in(row);
            if (text == null) {
                return;
            }
            var pattern = VARYING.matcher(Values.text(text)).replaceAll("<*>");
            var known = found.get(pattern);
            if (known == null) {
                held(found.size());
                known = new Row();
                known.put("@pattern", pattern);
                known.put("@sampleMessage", text);
                found.put(pattern, known);
            }
            var count = Values.number(known.get("@sampleCount"));
            known.put("@sampleCount", count == null ? 1.0 : count + 1);
        }

        @Override
        public void end() {
            found.values().stream()
                    .sorted((a, b) -> Values.compare(b.get("@sampleCount"), a.get("@sampleCount")))
                    .forEach(next::take);
            next.end();
        }
    }

    /** Takes a line. */
    public void take(Row.Source line) {
        first.take(new Row(line));
    }

    /** How many lines passed the query's filters. */
    public double taken() {
        return taken;
    }

    /**
     * What the query comes to.
     *
     * @return rows of fields and texts, in order; with {@code @ptr} where a row is a line
     */
    public List<Map<String, String>> end() {
        first.end();
        var names = new ArrayList<>(shown);
        if (names.isEmpty()) {
            names.addAll(List.of("@timestamp", "@message"));
        }
        if (!hasStats) {
            names.add("@ptr");
        }
        var rows = new ArrayList<Map<String, String>>();
        for (var row : results) {
            var fields = new LinkedHashMap<String, String>();
            for (var name : names) {
                var value = row.get(name);
                if (value != null) {
                    fields.put(name, Values.text(value));
                }
            }
            rows.add(fields);
        }
        return rows;
    }
}
