package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import tarn.services.dynamodb.text.IonItems;
import tarn.services.dynamodb.text.JsonItems;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.store.Key;

/** The lines of an export: an item each, or what has become of one. */
record Lines(Pasts pasts, ExportDescription told) {

    private static final int AT_ONCE = 500;
    private static final long MICROS = 1000;

    /**
     * Some lines.
     *
     * @param bytes the size of the items, as AWS counts it
     * @param last the key after which the next ones come; null if there are none
     */
    record Some(List<String> lines, long bytes, @Nullable Key last) {}

    Some next(Exporting.Work work, @Nullable Key after) {
        return work.isIncremental() ? changed(work, after) : all(work, after);
    }

    private Some all(Exporting.Work work, @Nullable Key after) {
        var some = pasts.read(work.number(), work.to(), after);
        var lines = new ArrayList<String>(some.items().size());
        long bytes = 0;
        for (var was : some.items()) {
            var parts = Map.of("Item", ItemCodec.decode(was.item()));
            lines.add(isIon() ? IonItems.text(parts) : JsonItems.text(parts));
            bytes += was.item().sizeBytes();
        }
        return new Some(lines, bytes, some.last());
    }

    private boolean isIon() {
        return told.exportFormat() == ExportFormat.ION;
    }

    /** The changes of one item. */
    private static final class Changed {
        final Key key;

        @Nullable
        Item any;

        @Nullable
        Item old;

        boolean begun;
        long last;

        Changed(Key key) {
            this.key = key;
        }

        void add(Pasts.Version version, Exporting.Work work) {
            var stored = version.was().item();
            var was = stored == null ? null : ItemCodec.decode(stored);
            if (!begun && version.number() >= work.from()) {
                old = was;
                begun = true;
            }
            if (version.number() >= work.from() && version.number() < work.to()) {
                last = version.number();
            }
            any = was == null ? any : was;
        }
    }

    private Some changed(Exporting.Work work, @Nullable Key after) {
        var lines = new ArrayList<String>();
        long bytes = 0;
        Changed item = null;
        for (var version : pasts.versionsAfter(work.number(), after)) {
            if (item != null && !item.key.equals(version.key())) {
                bytes += add(lines, item, work);
                if (lines.size() >= AT_ONCE) {
                    return new Some(lines, bytes, item.key);
                }
                item = null;
            }
            if (item == null) {
                item = new Changed(version.key());
            }
            item.add(version, work);
        }
        if (item != null) {
            bytes += add(lines, item, work);
        }
        return new Some(lines, bytes, null);
    }

    private long add(List<String> lines, Changed item, Exporting.Work work) {
        if (item.last == 0) {
            return 0;
        }
        var stored = pasts.read(item.key, work.to());
        var next = stored.map(ItemCodec::decode).orElse(null);
        var known = next == null ? item.any : next;
        var parts = new LinkedHashMap<String, Item>();
        long micros = (item.last >>> Sequences.COUNT_BITS) * MICROS;
        parts.put("Metadata", new Item(new TreeMap<>(Map.of("WriteTimestampMicros", N.of(micros)))));
        if (known != null) {
            parts.put("Keys", work.keys().of(known));
        }
        var old = item.old;
        var incremental = told.incrementalExportSpecification();
        if (old != null && incremental != null && incremental.exportViewType() != ExportViewType.NEW_IMAGE) {
            parts.put("OldImage", old);
        }
        if (next != null) {
            parts.put("NewImage", next);
        }
        lines.add(isIon() ? IonItems.text("Record", parts) : JsonItems.text(parts));
        return (long) (old == null ? 0 : old.sizeBytes()) + (next == null ? 0 : next.sizeBytes());
    }
}
