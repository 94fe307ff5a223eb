package tarn.services.glue.schema;

import java.util.List;
import java.util.Optional;

/** What a new version of a schema must be able to do with those before. */
public record Compatibility(boolean backward, boolean forward, boolean all) {

    /**
     * Why a version does not fit; empty if it does.
     *
     * @param before the versions from the checkpoint on, the newest last
     */
    public Optional<String> fault(Definition next, List<Definition> before) {
        for (var old : all || before.isEmpty() ? before : List.of(before.getLast())) {
            var fault = backward ? next.unreadable(old) : Optional.<String>empty();
            if (fault.isEmpty() && forward) {
                fault = old.unreadable(next);
            }
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }
}
