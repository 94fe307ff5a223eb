package tarn.services.athena;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/**
 * Partitions that are reckoned from a table's properties instead of being looked up in the catalog.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported
 *     types</a>
 */
final class Projection {

    private static final String TEMPLATE = "storage.location.template";
    private static final int PARTITIONS_MAX = 1_000_000;

    private final LakeTable table;
    private final Instant now;

    private Projection(LakeTable table, Instant now) {
        this.table = table;
        this.now = now;
    }

    /** A table's projection, if it has one and it is on. */
    static Optional<Projection> of(LakeTable table, Instant now) {
        boolean on = Boolean.parseBoolean(
                table.parameters().getOrDefault("projection.enabled", "false").strip());
        return on && !table.partitionKeys().isEmpty() ? Optional.of(new Projection(table, now)) : Optional.empty();
    }

    /** The values of the partitions that meet the conditions. */
    List<List<String>> values(List<LakeCondition> conditions) {
        var byKey = new HashMap<String, LakeCondition>();
        conditions.forEach(condition -> byKey.put(condition.key(), condition));
        var found = List.of(List.<String>of());
        for (var key : table.partitionKeys()) {
            var values =
                    ProjectedColumn.of(key, table.parameters(), now).values(Optional.ofNullable(byKey.get(key.name())));
            if ((long) found.size() * values.size() > PARTITIONS_MAX) {
                throw new LakeFailure(
                        LakeFailure.Kind.INVALID,
                        "Partition projection of table " + table.database() + "." + table.name() + " gives more than "
                                + PARTITIONS_MAX + " partitions: narrow the query down");
            }
            var next = new ArrayList<List<String>>(found.size() * values.size());
            for (var before : found) {
                for (var value : values) {
                    var longer = new ArrayList<>(before);
                    longer.add(value);
                    next.add(longer);
                }
            }
            found = next;
        }
        return found;
    }

    /** The partition of these values. */
    LakePartition partition(List<String> values) {
        var storage = table.storage().orElseThrow();
        return new LakePartition(
                values,
                table.columns(),
                new LakeStorage(
                        Optional.of(location(values)),
                        storage.inputFormat(),
                        storage.outputFormat(),
                        storage.serde(),
                        storage.serdeParameters(),
                        storage.buckets()),
                Map.of());
    }

    private String location(List<String> values) {
        var keys = table.partitionKeys().stream().map(LakeColumn::name).toList();
        var template = table.parameters().get(TEMPLATE);
        if (template == null) {
            var base = table.storage().flatMap(LakeStorage::location).orElse("");
            var location = new StringBuilder(base.endsWith("/") ? base : base + "/");
            for (int i = 0; i < keys.size(); i++) {
                location.append(PartitionName.escape(keys.get(i)))
                        .append('=')
                        .append(PartitionName.escape(values.get(i)))
                        .append('/');
            }
            return location.toString();
        }
        var location = template;
        for (int i = 0; i < keys.size(); i++) {
            var place = "${" + keys.get(i) + "}";
            if (!location.toLowerCase(Locale.ROOT).contains(place)) {
                throw new LakeFailure(LakeFailure.Kind.INVALID, TEMPLATE + " must contain " + place + ": " + template);
            }
            location = location.replaceAll(
                    "(?i)" + java.util.regex.Pattern.quote(place),
                    java.util.regex.Matcher.quoteReplacement(values.get(i)));
        }
        return location.endsWith("/") ? location : location + "/";
    }
}
