package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The tags of event source mappings, kept beside these: a change of tags is none of what is polled. */
final class MappingTags {

    /** Tags as they are kept. */
    record Kept(Map<String, String> tags) {

        static final Format<Kept> FORMAT = Formats.record(Kept.class);
    }

    static final int TAGS_MAX = 50;

    private static final String RESOURCE = "event-source-mapping:";

    private final Store<Kept> store;
    private final Store<StoredMapping> mappings;

    MappingTags(Platform platform) {
        this.store = platform.store("lambda/mapping-tags", Scope.REGION, Kept.FORMAT);
        this.mappings = platform.store(Mappings.MAPPINGS, Scope.REGION, Formats.record(StoredMapping.class));
    }

    /** The id of the mapping that an ARN names; empty for the ARN of anything else. */
    static Optional<String> mapping(String arn) {
        return Arn.parse(arn)
                .filter(parsed ->
                        parsed.service().equals("lambda") && parsed.resource().startsWith(RESOURCE))
                .map(parsed -> parsed.resource().substring(RESOURCE.length()));
    }

    /** Keeps the tags of a mapping that is being made. */
    void begin(String mapping, Map<String, String> tags) {
        if (tags.size() > TAGS_MAX) {
            throw tooMany();
        }
        if (!tags.isEmpty()) {
            store.put(Key.of(mapping), new Kept(tags));
        }
    }

    /** Forgets the tags of a mapping. */
    void end(String mapping) {
        store.delete(Key.of(mapping));
    }

    /** The tags of a mapping. */
    Map<String, String> of(String mapping) {
        if (mappings.get(Key.of(mapping)).isEmpty()) {
            throw notFound("The resource you requested does not exist.");
        }
        return store.get(Key.of(mapping)).map(Kept::tags).orElse(Map.of());
    }

    /** Changes the tags of a mapping, again if another came between. */
    void change(String mapping, Consumer<Map<String, String>> change) {
        boolean kept = false;
        while (!kept) {
            var seen = store.entry(Key.of(mapping));
            var tags = new TreeMap<>(of(mapping));
            change.accept(tags);
            if (tags.size() > TAGS_MAX) {
                throw tooMany();
            }
            kept = seen.isPresent()
                    ? store.replace(seen.get(), new Kept(tags))
                    : store.insert(Key.of(mapping), new Kept(tags));
        }
    }

    private static RuntimeException tooMany() {
        return invalid("An event source mapping may have " + TAGS_MAX + " tags");
    }
}
