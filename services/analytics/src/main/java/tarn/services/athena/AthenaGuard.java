package tarn.services.athena;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;

/** In which work group the queries are that requests name by their ids: permissions are given for work groups. */
final class AthenaGuard implements Guard {

    private static final String GROUP = "workgroup/";

    private final Map<String, Function<String, Optional<String>>> groups;
    private final List<Tagged> tagged;

    /**
     * A guard of queries.
     *
     * @param queries the work group of a query that runs or ran
     * @param named the work group of a named query
     * @param tagged what can have tags
     */
    AthenaGuard(
            Function<String, Optional<String>> queries, Function<String, Optional<String>> named, List<Tagged> tagged) {
        this.tagged = tagged;
        this.groups = Map.of("query", queries, "namedquery", named);
    }

    /** A query that does not exist is in a group that nobody can have. */
    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        var group = groups.getOrDefault(kind, id -> Optional.empty()).apply(reference);
        return Caller.current().arn("athena", GROUP + group.orElse("")).toString();
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Arn.parse(arn).flatMap(this::tags).orElse(Map.of());
    }

    private Optional<Map<String, String>> tags(Arn arn) {
        return tagged.stream()
                .filter(kind -> arn.resource().startsWith(kind.resource()))
                .findFirst()
                .flatMap(kind -> Caller.root(arn.account(), arn.region(), "authorization")
                        .call(() -> kind.tags(
                                arn.resource().substring(kind.resource().length()))));
    }
}
