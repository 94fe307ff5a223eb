package tarn.services.dynamodb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * A table, as it is kept.
 *
 * @param number under which its items and index entries lie; never used again in the same account and region
 * @param definitions the types of the attributes that keys are made of
 * @param indexesMade how many numbers were given to indexes
 * @param settings what may change in its life beside indexes
 * @param ties to its past, to where it came from and to what follows it; null if there are none
 */
record StoredTable(
        String name,
        String id,
        int number,
        Instant created,
        Map<String, String> definitions,
        Keys keys,
        List<StoredIndex> indexes,
        int indexesMade,
        Settings settings,
        @Nullable Streaming stream,
        @Nullable Expiry expiry,
        Map<String, String> tags,
        @Nullable Ties ties) {

    /** A table on its own: nothing of its past is kept, and nobody follows it. */
    StoredTable(
            String name,
            String id,
            int number,
            Instant created,
            Map<String, String> definitions,
            Keys keys,
            List<StoredIndex> indexes,
            int indexesMade,
            Settings settings,
            @Nullable Streaming stream,
            @Nullable Expiry expiry,
            Map<String, String> tags) {
        this(name, id, number, created, definitions, keys, indexes, indexesMade, settings, stream, expiry, tags, null);
    }

    /**
     * What may change.
     *
     * @param throughput provisioned units; null if the table is billed by request
     * @param billedSince since when it is billed by request; null if it never was
     * @param warm null for what a new table has
     * @param tableClass null for STANDARD
     * @param classSince when the class last changed; null if never
     */
    record Settings(
            @Nullable Throughput throughput,
            @Nullable Instant billedSince,
            @Nullable OnDemandThroughput onDemand,
            @Nullable WarmThroughput warm,
            @Nullable String tableClass,
            @Nullable Instant classSince,
            boolean deletionProtected,
            @Nullable Encryption encryption,
            @Nullable String policy) {

        Settings encrypted(@Nullable Encryption next) {
            return new Settings(
                    throughput, billedSince, onDemand, warm, tableClass, classSince, deletionProtected, next, policy);
        }

        Settings governed(@Nullable String next) {
            return new Settings(
                    throughput,
                    billedSince,
                    onDemand,
                    warm,
                    tableClass,
                    classSince,
                    deletionProtected,
                    encryption,
                    next);
        }
    }

    /** Encryption by a key of KMS: {@code key} is its ARN. */
    record Encryption(boolean enabled, String key) {}

    /**
     * A stream of the table's changes: the last one there was.
     *
     * @param enabled whether changes still go into it
     */
    record Streaming(boolean enabled, StreamViewType view, String label, Instant since) {}

    /**
     * Which attribute says when an item expires.
     *
     * @param index the number of the index of what expires when
     */
    record Expiry(String attribute, int index) {}

    Optional<StoredIndex> index(String indexName) {
        return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
    }

    /** The attributes that keys are made of once an index is gone. */
    Map<String, String> definitionsWithout(int index) {
        var left = new LinkedHashMap<>(definitions);
        left.keySet()
                .removeIf(name -> !keys.has(name)
                        && indexes.stream()
                                .filter(other -> other.number() != index)
                                .noneMatch(other -> other.keys().has(name)));
        return left;
    }

    boolean streams() {
        return stream != null && stream.enabled();
    }

    /** Whether somebody is to know of every change. */
    boolean tells() {
        return streams() || (ties != null && ties.remembers());
    }

    StoredTable with(Settings next) {
        return new StoredTable(
                name, id, number, created, definitions, keys, indexes, indexesMade, next, stream, expiry, tags, ties);
    }

    StoredTable with(Map<String, String> nextDefinitions, List<StoredIndex> nextIndexes, int made) {
        return new StoredTable(
                name,
                id,
                number,
                created,
                nextDefinitions,
                keys,
                nextIndexes,
                made,
                settings,
                stream,
                expiry,
                tags,
                ties);
    }

    StoredTable with(@Nullable Streaming next) {
        return new StoredTable(
                name, id, number, created, definitions, keys, indexes, indexesMade, settings, next, expiry, tags, ties);
    }

    StoredTable expiring(@Nullable Expiry next, int made) {
        return new StoredTable(
                name, id, number, created, definitions, keys, indexes, made, settings, stream, next, tags, ties);
    }

    StoredTable tagged(Map<String, String> next) {
        return new StoredTable(
                name,
                id,
                number,
                created,
                definitions,
                keys,
                indexes,
                indexesMade,
                settings,
                stream,
                expiry,
                next,
                ties);
    }

    /** The ties, which may be none. */
    Ties tied() {
        return ties == null ? Ties.NONE : ties;
    }

    StoredTable with(Ties next) {
        return new StoredTable(
                name,
                id,
                number,
                created,
                definitions,
                keys,
                indexes,
                indexesMade,
                settings,
                stream,
                expiry,
                tags,
                next.equals(Ties.NONE) ? null : next);
    }
}
