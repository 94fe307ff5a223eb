package tarn.services.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import tarn.services.s3.columnar.TableFile;
import tarn.store.Key;
import tarn.store.Range;

/** What an inventory lists: the versions of a bucket's keys, in order, as rows of a table. */
final class InventoryRows {

    /* What lies in memory before it is written: rows, and roughly the bytes of what may be long in them. */
    private static final int ROWS_MAX = 20_000;
    private static final int TEXT_CHARS_MAX = 8 << 20;

    private final Holdings holdings;
    private final ObjectGrants grants;
    private final OwnedBucket source;
    private final String prefix;
    private final boolean all;
    private final List<InventoryField> fields;
    private final Optional<LifePlan> plan;

    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private long chars;

    InventoryRows(Holdings holdings, ObjectGrants grants, OwnedBucket source, InventoryConfiguration configuration) {
        this.holdings = holdings;
        this.grants = grants;
        this.source = source;
        var filter = configuration.filter();
        this.prefix = filter == null || filter.prefix() == null ? "" : filter.prefix();
        this.all = configuration.includedObjectVersions() == InventoryIncludedObjectVersions.ALL;
        this.fields = fields(configuration, all);
        this.plan = holdings.lifecycles().plan(source);
    }

    private static List<InventoryField> fields(InventoryConfiguration configuration, boolean all) {
        var asked = configuration.optionalFields();
        var fields = new ArrayList<InventoryField>();
        for (var field : InventoryField.values()) {
            boolean listed = switch (field) {
                case BUCKET, KEY -> true;
                case VERSION_ID, IS_LATEST, IS_DELETE_MARKER -> all;
                default -> asked.stream().anyMatch(each -> each.toString().equals(field.title()));
            };
            if (listed) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** The columns of each row. */
    List<InventoryField> fields() {
        return fields;
    }

    /** Writes all rows. */
    void write(TableFile out) throws IOException {
        var versions = holdings.versions();
        for (var entry :
                versions.current().scan(Range.under(Key.of(source.name())).startingWith(prefix))) {
            var key = KeyWalk.objectKey(entry.key());
            var current = entry.value();
            if (all || current instanceof StoredObject) {
                row(out, key, current, true, () -> expiration(key, current));
            }
            if (all) {
                older(out, key, current);
            }
        }
        flush(out);
    }

    private void older(TableFile out, String key, Version current) throws IOException {
        var since = current.modified();
        int newer = 0;
        for (var entry : holdings.versions().older().scan(holdings.versions().olderOf(source.name(), key))) {
            var version = entry.value();
            var above = since;
            int count = newer++;
            row(
                    out,
                    key,
                    version,
                    false,
                    () -> plan.flatMap(life -> life.expiration(key, version, above, count))
                            .map(LifePlan.Event::moment)
                            .orElse(null));
            since = version.modified();
        }
    }

    /* Marks go when nothing lies under them, which is not said of them here, nor by AWS. */
    private @Nullable Instant expiration(String key, Version current) {
        return current instanceof StoredObject object
                ? plan.flatMap(life -> life.expiration(key, object))
                        .map(LifePlan.Event::moment)
                        .orElse(null)
                : null;
    }

    private void row(TableFile out, String key, Version version, boolean latest, Supplier<@Nullable Instant> expiration)
            throws IOException {
        var listed =
                new InventoryField.Listed(source.name(), key, version, latest, () -> acl(key, version), expiration);
        var row = new @Nullable Object[fields.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = fields.get(i).of(listed);
            chars += row[i] instanceof String text ? text.length() : 0;
        }
        rows.add(row);
        if (rows.size() == ROWS_MAX || chars > TEXT_CHARS_MAX) {
            flush(out);
        }
    }

    private void flush(TableFile out) throws IOException {
        out.write(rows);
        rows.clear();
        chars = 0;
    }

    private AccessList acl(String key, Version version) {
        return Optional.of(version)
                .filter(StoredObject.class::isInstance)
                .flatMap(object -> grants.find(source.name(), key, (StoredObject) object))
                .orElseGet(() -> AccessList.ofAccount(source.owner()));
    }
}
