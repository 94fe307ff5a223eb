package tarn.wire.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tarn.wire.http.WireRequest;

/** Finds the operation of a REST service by method, path, and the parameters and headers that tell it from others. */
public final class Routes {

    private final Map<String, List<UriTemplate>> byMethod;

    private Routes(Map<String, List<UriTemplate>> byMethod) {
        this.byMethod = byMethod;
    }

    /**
     * An operation found.
     *
     * @param labels the values in the path, percent-decoded, by name
     * @param literals how many segments of the path are the operation's own words
     */
    public record Found(OperationModel operation, Map<String, String> labels, int literals) {}

    static Routes of(Collection<OperationModel> operations) {
        var byMethod = new HashMap<String, List<UriTemplate>>();
        for (var operation : operations) {
            byMethod.computeIfAbsent(operation.binding().method(), any -> new ArrayList<>())
                    .add(UriTemplate.of(operation));
        }
        byMethod.values().forEach(templates -> templates.sort(UriTemplate.MOST_SPECIFIC_FIRST));
        return new Routes(byMethod);
    }

    /** The most specific operation that a request fits. */
    public Optional<Found> find(WireRequest request) {
        var segments = UriTemplate.segments(request.path());
        var query = QueryString.parse(request.query());
        for (var template : byMethod.getOrDefault(request.method(), List.of())) {
            var labels = template.match(segments, query, request.headers());
            if (labels != null) {
                return Optional.of(new Found(template.operation(), labels, template.literals()));
            }
        }
        return Optional.empty();
    }
}
