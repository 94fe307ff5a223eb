package tarn.services.lambda;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A version of a layer.
 *
 * @param statements of its policy, by their ids
 * @param policyRevision of its policy; empty without one
 */
record StoredLayer(
        String name,
        long number,
        String description,
        String licence,
        Instant created,
        List<String> runtimes,
        List<String> architectures,
        StoredCode code,
        long unzippedBytes,
        Map<String, String> statements,
        String policyRevision) {

    StoredLayer governed(Map<String, String> next, String revision) {
        return new StoredLayer(
                name,
                number,
                description,
                licence,
                created,
                runtimes,
                architectures,
                code,
                unzippedBytes,
                next,
                revision);
    }
}
