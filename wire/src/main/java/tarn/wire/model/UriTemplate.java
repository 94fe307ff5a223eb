package tarn.wire.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.wire.http.Headers;

/**
 * The URI template of an operation, such as <code>/{Bucket}/{Key+}?tagging</code>.
 *
 * @param segments the parts of the path: words, <code>{labels}</code>, at the end perhaps a <code>{greedy+}</code> one
 * @param query parameters that must be there; with that value, unless it is empty
 * @param needs further parameters ({@code ?name}) and headers ({@code :name}) that must be there
 */
record UriTemplate(OperationModel operation, List<String> segments, Map<String, String> query, List<String> needs) {

    static final Comparator<UriTemplate> MOST_SPECIFIC_FIRST = Comparator.comparingInt(UriTemplate::literals)
            .thenComparingInt(template -> template.segments.size())
            .thenComparingInt(template -> template.query.size())
            .thenComparingInt(template -> template.needs.size())
            .reversed()
            .thenComparing(template -> template.operation.name());

    static UriTemplate of(OperationModel operation) {
        var uri = operation.binding().uri();
        var mark = uri.indexOf('?');
        var query = new HashMap<String, String>();
        if (mark >= 0) {
            QueryString.parse(uri.substring(mark + 1)).forEach((name, values) -> query.put(name, values.getFirst()));
        }
        query.remove("x-id");
        var needs = operation.needs();
        return new UriTemplate(
                operation,
                trimmed(segments(mark < 0 ? uri : uri.substring(0, mark))),
                query,
                needs.isEmpty() ? List.of() : List.of(needs.split(",", -1)));
    }

    /** The parts of a raw path between its slashes. */
    static List<String> segments(String path) {
        var found = new ArrayList<String>();
        var at = path.startsWith("/") ? 1 : 0;
        for (var end = path.indexOf('/', at); end >= 0; end = path.indexOf('/', at)) {
            found.add(path.substring(at, end));
            at = end + 1;
        }
        found.add(path.substring(at));
        return found;
    }

    private static List<String> trimmed(List<String> path) {
        return path.getLast().isEmpty() ? path.subList(0, path.size() - 1) : path;
    }

    /** How many segments are words. */
    int literals() {
        return (int)
                segments.stream().filter(segment -> !segment.startsWith("{")).count();
    }

    private boolean greedy() {
        return !segments.isEmpty() && segments.getLast().endsWith("+}");
    }

    /** The labels of a request that fits; null if it does not. A slash at the end of the path may be left out. */
    @Nullable
    Map<String, String> match(List<String> path, Map<String, List<String>> asked, Headers headers) {
        var given = greedy() ? path : trimmed(path);
        if (greedy() ? given.size() < segments.size() : given.size() != segments.size()) {
            return null;
        }
        if (!told(asked, headers)) {
            return null;
        }
        var labels = new HashMap<String, String>();
        for (var at = 0; at < segments.size(); at++) {
            var segment = segments.get(at);
            if (!segment.startsWith("{")) {
                if (!segment.equals(given.get(at))) {
                    return null;
                }
                continue;
            }
            var rest = segment.endsWith("+}");
            var value = rest ? String.join("/", given.subList(at, given.size())) : given.get(at);
            if (value.isEmpty()) {
                return null;
            }
            labels.put(segment.substring(1, segment.length() - (rest ? 2 : 1)), QueryString.decode(value, false));
        }
        return labels;
    }

    private boolean told(Map<String, List<String>> asked, Headers headers) {
        for (var literal : query.entrySet()) {
            var values = asked.get(literal.getKey());
            if (values == null || (!literal.getValue().isEmpty() && !values.contains(literal.getValue()))) {
                return false;
            }
        }
        for (var need : needs) {
            var name = need.substring(1);
            if (need.startsWith("?")
                    ? !asked.containsKey(name)
                    : headers.first(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
