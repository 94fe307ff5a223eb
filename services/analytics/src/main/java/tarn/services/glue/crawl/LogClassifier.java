package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tarn.engines.sql.Grok;

/**
 * Lines of logs, by Grok patterns: those of users, and the built-in ones for the logs that AWS names. The certainty is the
 * part of the lines that a pattern takes.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html#classifier-built-in">Built-in
 *     classifiers</a>
 */
final class LogClassifier {

    private static final int LINES_MAX = 500;

    /** A longer line is no log's: patterns may take long on it. */
    private static final int CHARACTERS_MAX = 16 * 1024;

    private static final double LEAST = 0.5;

    /** In AWS's order. A built-in one must take every line. */
    private static final List<CustomClassifier.Lines> BUILT_IN = List.of(
            builtIn(
                    "combined_apache",
                    "%{IPORHOST:clientip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{HTTPDATE:timestamp}\\]"
                            + " \"%{NOTSPACE:verb} %{NOTSPACE:request} HTTP/%{NUMBER:httpversion}\" %{INT:response:int}"
                            + " (?:%{INT:bytes:long}|-) %{QS:referrer} %{QS:agent}"),
            builtIn(
                    "apache",
                    "%{IPORHOST:clientip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{HTTPDATE:timestamp}\\]"
                            + " \"%{NOTSPACE:verb} %{NOTSPACE:request} HTTP/%{NUMBER:httpversion}\" %{INT:response:int}"
                            + " (?:%{INT:bytes:long}|-)"),
            builtIn(
                    "linux_kernel",
                    "%{MONTH:month} +%{MONTHDAY:day} %{TIME:time} %{HOSTNAME:hostname} kernel:"
                            + " \\[ *%{NUMBER:uptime:double}\\] %{GREEDYDATA:message}"),
            builtIn(
                    "microsoft_log",
                    "%{TIMESTAMP_ISO8601:timestamp},? +%{LOGLEVEL:level} +%{NOTSPACE:component} +%{GREEDYDATA:message}"),
            builtIn(
                    "ruby_logger",
                    "[DFEWI], \\[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid:int}\\] +%{LOGLEVEL:loglevel} --"
                            + " +%{DATA:progname}: %{GREEDYDATA:message}"),
            builtIn(
                    "squid",
                    "%{NUMBER:timestamp:double} +%{INT:elapsed:int} %{IPORHOST:client} %{WORD:cache_result}/%{INT:status:int}"
                            + " %{INT:bytes:long} %{WORD:method} %{NOTSPACE:url} %{NOTSPACE:user}"
                            + " %{WORD:hierarchy}/%{NOTSPACE:server} %{NOTSPACE:content_type}"),
            builtIn(
                    "redismonlog",
                    "%{NUMBER:timestamp:double} \\[%{INT:database:int} %{IP:client}:%{POSINT:port:int}\\]"
                            + " \"%{WORD:command}\" ?%{GREEDYDATA:params}"),
            builtIn(
                    "redislog",
                    "\\[?%{POSINT:pid:int}\\]?(?::[A-Z])? %{MONTHDAY:day} %{MONTH:month}(?: %{YEAR:year:int})? %{TIME:time}"
                            + " [*#.\\-] %{GREEDYDATA:message}"));

    private static final List<Pattern> BEGINNINGS = BUILT_IN.stream()
            .map(known -> Pattern.compile("^" + known.grok().regex()))
            .toList();

    private LogClassifier() {}

    private static CustomClassifier.Lines builtIn(String classification, String pattern) {
        return new CustomClassifier.Lines(classification, classification, pattern, "");
    }

    /** The log that all lines of a sample are of, if AWS knows it. */
    static Optional<FileSchema> builtIn(TextSample sample) {
        var lines = sample.lines();
        for (int i = 0; i < BUILT_IN.size() && !lines.isEmpty(); i++) {
            // Most files are no logs: their first line tells.
            if (takes(BEGINNINGS.get(i), lines.getFirst())) {
                var found = recognise(sample, lines, BUILT_IN.get(i)).filter(Recognised::isCertain);
                if (found.isPresent()) {
                    return found.map(Recognised::schema);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean takes(Pattern pattern, String line) {
        return line.length() <= CHARACTERS_MAX && pattern.matcher(line).find();
    }

    /** What a pattern makes of a sample; empty if it takes less than half of the lines. */
    static Optional<Recognised> recognise(TextSample sample, CustomClassifier.Lines known) {
        return recognise(sample, sample.lines(), known);
    }

    private static Optional<Recognised> recognise(TextSample sample, List<String> lines, CustomClassifier.Lines known) {
        var grok = known.grok();
        if (lines.isEmpty() || grok.fields().isEmpty()) {
            return Optional.empty();
        }
        var pattern = Pattern.compile(grok.regex());
        var probed = lines.subList(0, Math.min(lines.size(), LINES_MAX));
        long taken = probed.stream().filter(line -> takes(pattern, line)).count();
        double certainty = (double) taken / probed.size();
        if (certainty < LEAST) {
            return Optional.empty();
        }
        var format = new Format.Log(known.classification(), known.pattern(), known.patterns());
        return Optional.of(new Recognised(sample.schema(format, columns(grok), lines.size()), certainty));
    }

    private static List<Column> columns(Grok grok) {
        var columns = new ArrayList<Column>();
        for (int i = 0; i < grok.fields().size(); i++) {
            columns.add(new Column(
                    grok.fields().get(i).toLowerCase(Locale.ROOT),
                    new Type.Scalar(hive(grok.types().get(i)))));
        }
        return columns;
    }

    private static String hive(String type) {
        return switch (type) {
            case "byte" -> "tinyint";
            case "short" -> "smallint";
            case "int" -> "int";
            case "long" -> "bigint";
            case "boolean", "double", "float", "date", "timestamp" -> type;
            default -> "string";
        };
    }
}
