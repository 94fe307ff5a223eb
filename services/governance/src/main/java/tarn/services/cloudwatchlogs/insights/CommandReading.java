package tarn.services.cloudwatchlogs.insights;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tarn.services.cloudwatchlogs.insights.Command.Named;
import tarn.services.cloudwatchlogs.insights.Command.Order;

/** Reads the commands of a query. */
final class CommandReading extends Reading {

    private static final Pattern GROUP_NAME = Pattern.compile("\\(\\?<([A-Za-z][A-Za-z0-9]*)>");

    CommandReading(String text) {
        super(text);
    }

    List<Command> commands() {
        var commands = new ArrayList<Command>();
        take("|");
        if (atEnd()) {
            throw wrong("the query is empty");
        }
        do {
            commands.add(command());
        } while (take("|"));
        if (!atEnd()) {
            throw wrong("unexpected symbol found " + peek());
        }
        return commands;
    }

    private Command command() {
        if (take("fields")) {
            return new Command.Fields(named());
        }
        if (take("display")) {
            return new Command.Display(named());
        }
        if (take("filterIndex") || take("filter")) {
            return new Command.Filter(expression());
        }
        if (take("parse")) {
            return parse();
        }
        if (take("stats")) {
            return stats();
        }
        if (take("sort")) {
            return new Command.Sort(orders());
        }
        if (take("limit") || take("head")) {
            return new Command.Limit(count());
        }
        if (take("dedup")) {
            var fields = new ArrayList<Expression>();
            do {
                fields.add(expression());
            } while (take(","));
            return new Command.Dedup(fields);
        }
        if (take("pattern")) {
            return new Command.Patterns(expression());
        }
        int from = at;
        throw new QueryException("unknown command " + name(), from);
    }

    private List<Named> named() {
        var fields = new ArrayList<Named>();
        do {
            space();
            int from = at;
            var expression = expression();
            var shown = since(from);
            var alias = alias();
            fields.add(new Named(alias != null ? alias : plain(expression, shown), expression));
        } while (take(","));
        return fields;
    }

    private static String plain(Expression expression, String shown) {
        return expression instanceof Expression.Field(var name) ? name : shown;
    }

    private Command parse() {
        Expression from = new Expression.Field("@message");
        if (peek() != '"' && peek() != '\'' && peek() != '/') {
            from = new Expression.Field(name());
        }
        Pattern pattern;
        var names = new ArrayList<String>();
        if (peek() == '/') {
            pattern = regex();
            var groups = GROUP_NAME.matcher(pattern.pattern());
            while (groups.find()) {
                names.add(groups.group(1));
            }
        } else if (peek() == '"' || peek() == '\'') {
            pattern = glob(quoted());
        } else {
            throw wrong("a pattern is expected");
        }
        if (take("as")) {
            names.clear();
            do {
                names.add(name());
            } while (take(","));
        }
        int groups = pattern.matcher("").groupCount();
        if (names.size() != groups) {
            throw wrong("the pattern has " + groups + " places and " + names.size() + " names");
        }
        return new Command.Parse(from, pattern, names);
    }

    /** An asterisk stands for as little text as possible, the last one at the end for all that is left. */
    private static Pattern glob(String glob) {
        var pieces = glob.split("\\*", -1);
        var regex = new StringBuilder();
        for (int i = 0; i < pieces.length; i++) {
            if (i > 0) {
                regex.append(i == pieces.length - 1 && pieces[i].isEmpty() ? "(.*)" : "(.*?)");
            }
            regex.append(Pattern.quote(pieces[i]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private Command stats() {
        var aggregations = new ArrayList<Aggregation>();
        do {
            aggregations.add(aggregation());
        } while (take(","));
        return new Command.Stats(aggregations, take("by") ? named() : List.of());
    }

    private Aggregation aggregation() {
        space();
        int from = at;
        var function = name();
        var kind = Aggregation.Kind.of(function);
        if (kind == null || peek() != '(') {
            at = from;
            throw wrong("unknown aggregation " + function);
        }
        at++;
        Expression what = null;
        double percent = 0;
        if (take("*") && kind == Aggregation.Kind.COUNT) {
            expect(")");
        } else if (!(kind == Aggregation.Kind.COUNT && take(")"))) {
            what = expression();
            if (kind == Aggregation.Kind.PERCENTILE) {
                expect(",");
                if (!(expression() instanceof Expression.Literal(Double share)) || share < 0 || share > 100) {
                    throw wrong("a percentage is expected");
                }
                percent = share;
            }
            expect(")");
        }
        var shown = since(from);
        var alias = alias();
        return new Aggregation(kind, what, percent, alias == null ? shown : alias);
    }

    private List<Order> orders() {
        var orders = new ArrayList<Order>();
        do {
            space();
            int from = at;
            var expression = sortKey(from);
            boolean descending = take("desc");
            if (!descending) {
                take("asc");
            }
            orders.add(new Order(expression, descending));
        } while (take(","));
        return orders;
    }

    /** What was worked out before is sorted by its name, which may look like a call: {@code sort count(*) desc}. */
    private Expression sortKey(int from) {
        var name = name();
        if (peek() != '(') {
            return new Expression.Field(name);
        }
        int depth = 0;
        do {
            char c = text.charAt(at++);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (depth > 0 && at < text.length());
        return new Expression.Field(since(from));
    }
}
