package tarn.services.athena;

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
    private final Function<String, Map<String, String>> tags;

    /**
     * A guard of queries.
     *
     * @param queries the work group of a query that runs or ran
     * @param named the work group of a named query
     * @param tags the tags of a work group
     */
    AthenaGuard(
            Function<String, Optional<String>> queries,
            Function<String, Optional<String>> named,
            Function<String, Map<String, String>> tags) {
        this.tags = tags;
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
        return Arn.parse(arn)
                .filter(parsed -> parsed.resource().startsWith(GROUP))
                .map(parsed -> Caller.root(parsed.account(), parsed.region(), "authorization")
                        .call(() -> tags.apply(parsed.resource().substring(GROUP.length()))))
                .orElse(Map.of());
    }
}
