package tarn.services.dynamodb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import tarn.kernel.Platform;
import tarn.services.dynamodb.expression.InvalidExpressionException;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Value;
import tarn.store.Key;

/**
 * Several actions on different items, all or none.
 *
 * <p>A transaction takes the locks of all its items, in one order, before it reads the first of them, and gives them back
 * when its one batch is on disk. Whoever writes one item takes that item's lock, too; whoever reads sees a batch as a whole
 * or not at all. So transactions are serialisable among themselves and with writes and reads of single items.
 *
 * <p>Different from AWS: who meets an ongoing transaction waits for it, and is only turned away with TransactionConflict
 * if that takes long; AWS turns away at once. Clients repeat it either way.
 */
final class Transactions {

    static final int BYTES_MAX = 4 << 20;

    private final Tables tables;
    private final Items items;
    private final Meter meter;
    private final Gauges gauges;
    private final Replays replays;
    private final Duration wait;

    /** @param wait how long to wait for whoever else works on an item */
    Transactions(Platform platform, Tables tables, Items items, Meter meter, Gauges gauges, Duration wait) {
        this.tables = tables;
        this.items = items;
        this.meter = meter;
        this.gauges = gauges;
        this.replays = new Replays(platform);
        this.wait = wait;
    }

    /**
     * What a transaction came to.
     *
     * @param consumed by table
     * @param placed where each of its actions was, in order
     */
    record Outcome(Collection<Consumed> consumed, List<Placed> placed) {}

    /** Where an action is: its table, and the key of its item in it. */
    record Placed(Table table, Item key, Key place) {}

    /** One item that is read, before the table is known. */
    record Sought(String table, Item key) {}

    /** What was found. */
    record Found(Collection<Consumed> consumed, List<@Nullable Item> items) {}

    /**
     * Carries out all actions, durably, or none.
     *
     * @param token by which a repetition within ten minutes is known, which does nothing; null for none
     */
    Outcome write(List<Deed> deeds, @Nullable String token) {
        if (token == null) {
            return write(deeds, null, "");
        }
        if (!items.claims().begin(token)) {
            throw TransactionFaults.inProgress();
        }
        try {
            return write(deeds, token, digest(deeds));
        } finally {
            items.claims().end(token);
        }
    }

    private Outcome write(List<Deed> deeds, @Nullable String token, String digest) {
        checkSize(deeds);
        while (true) {
            var placed = place(
                    deeds.size(),
                    i -> deeds.get(i).table(),
                    (i, table) -> deeds.get(i).key(table));
            var keys = placed.stream().map(Placed::place).toList();
            var others = items.claims().claim(keys);
            if (!others.isEmpty()) {
                throw TransactionFaults.canceled(keys.stream()
                        .map(key -> others.contains(key) ? TransactionFaults.CONFLICT : TransactionFaults.NONE)
                        .toList());
            }
            try {
                var outcome = held(deeds, placed, token, digest);
                if (outcome != null) {
                    outcome.consumed().forEach(gauges::consumed);
                    return outcome;
                }
            } finally {
                items.claims().release(keys);
            }
        }
    }

    private @Nullable Outcome held(List<Deed> deeds, List<Placed> placed, @Nullable String token, String digest) {
        var held = lock(placed);
        try {
            var replay = token == null ? null : replays.find(token).orElse(null);
            if (replay == null) {
                return attempt(deeds, placed, token, digest);
            }
            if (!replay.digest().equals(digest)) {
                throw TransactionFaults.tokenUsed();
            }
            return replayed(placed);
        } finally {
            held.close();
        }
    }

    /** Null if a table, or the token, has changed in between: then all is decided again. */
    private @Nullable Outcome attempt(List<Deed> deeds, List<Placed> placed, @Nullable String token, String digest) {
        var reasons = new Reasons(deeds.size());
        var consumed = new LinkedHashMap<String, Consumed>();
        var olds = new ArrayList<@Nullable Item>();
        var nexts = new ArrayList<@Nullable Item>();
        for (int i = 0; i < deeds.size(); i++) {
            var deed = deeds.get(i);
            var place = placed.get(i);
            var old = items.read(place.place()).map(ItemCodec::decode).orElse(null);
            olds.add(old);
            nexts.add(reasons.decide(i, () -> {
                if (!deed.holds(place.table(), old)) {
                    reasons.add(TransactionFaults.conditionFailed(deed.tellsOld() ? old : null));
                    return null;
                }
                return deed.next(place.table(), old);
            }));
        }
        for (int i = 0; i < deeds.size(); i++) {
            var place = placed.get(i);
            var old = olds.get(i);
            var next = reasons.isNone(i) ? nexts.get(i) : old;
            consumed.computeIfAbsent(place.table().name(), name -> new Consumed(place.table()))
                    .wroteTwice(old, next);
            if (reasons.isNone(i)) {
                reasons.decide(i, () -> {
                    var one = new Consumed(place.table()).wroteTwice(old, next);
                    meter.write(one, partition(place));
                    return null;
                });
            }
        }
        reasons.check();
        var alteration = items.alter();
        placed.stream().map(Placed::table).distinct().forEach(table -> alteration.expecting(tables, table));
        for (int i = 0; i < deeds.size(); i++) {
            if (deeds.get(i).kind() != Deed.Kind.CHECK && (olds.get(i) != null || nexts.get(i) != null)) {
                var place = placed.get(i);
                alteration.add(place.table(), place.place(), olds.get(i), nexts.get(i));
            }
        }
        if (token != null) {
            replays.add(alteration.batch(), token, digest);
        }
        return alteration.commit() ? new Outcome(consumed.values(), placed) : null;
    }

    /** Nothing is done again, but what is there is read. */
    private Outcome replayed(List<Placed> placed) {
        var consumed = new LinkedHashMap<String, Consumed>();
        for (var place : placed) {
            var item = items.read(place.place()).map(ItemCodec::decode).orElse(Item.EMPTY);
            consumed.computeIfAbsent(place.table().name(), name -> new Consumed(place.table()))
                    .readTwice(item.sizeBytes());
        }
        return new Outcome(consumed.values(), placed);
    }

    /** Reads items as they were at one moment. */
    Found read(List<Sought> sought) {
        var placed = place(
                sought.size(),
                i -> sought.get(i).table(),
                (i, table) -> table.checkedKey(sought.get(i).key()));
        placed.forEach(place -> meter.admitRead(place.table(), null, partition(place)));
        var found = new ArrayList<@Nullable Item>();
        var held = lock(placed);
        try {
            for (var place : placed) {
                found.add(items.read(place.place()).map(ItemCodec::decode).orElse(null));
            }
        } finally {
            held.close();
        }
        long bytes = 0;
        var consumed = new LinkedHashMap<String, Consumed>();
        for (int i = 0; i < placed.size(); i++) {
            var place = placed.get(i);
            var item = found.get(i);
            int size = item == null ? 0 : item.sizeBytes();
            bytes += size;
            consumed.computeIfAbsent(place.table().name(), name -> new Consumed(place.table()))
                    .readTwice(size);
            meter.read(new Consumed(place.table()).readTwice(size), null, partition(place));
        }
        if (bytes > BYTES_MAX) {
            throw DynamoFaults.invalid("Payload in response is too large." + bytes);
        }
        consumed.values().forEach(gauges::consumed);
        return new Found(consumed.values(), found);
    }

    private static Value partition(Placed place) {
        return Objects.requireNonNull(
                place.key().get(place.table().keys().partition().name()));
    }

    private interface Named {
        String table(int action);
    }

    private interface Keyed {
        Item key(int action, Table table);
    }

    private List<Placed> place(int actions, Named named, Keyed keyed) {
        var found = new ArrayList<Table>();
        for (int i = 0; i < actions; i++) {
            found.add(tables.named(named.table(i)));
        }
        var reasons = new Reasons(actions);
        var placed = new ArrayList<Placed>();
        for (int i = 0; i < actions; i++) {
            int action = i;
            var table = found.get(i);
            var key = reasons.decide(i, () -> keyed.key(action, table));
            if (key != null) {
                placed.add(new Placed(table, key, table.key(key)));
            }
        }
        reasons.check();
        if (new HashSet<>(placed.stream().map(Placed::place).toList()).size() < placed.size()) {
            throw TransactionFaults.severalOnOneItem();
        }
        return placed;
    }

    private KeyLocks.Held lock(List<Placed> placed) {
        var keys = placed.stream().map(Placed::place).toList();
        var held = items.locks().tryLock(keys, wait);
        if (held.isPresent()) {
            return held.get();
        }
        throw TransactionFaults.canceled(placed.stream()
                .map(place -> items.locks().isHeld(place.place()) ? TransactionFaults.CONFLICT : TransactionFaults.NONE)
                .toList());
    }

    private static void checkSize(List<Deed> deeds) {
        long bytes = 0;
        for (var deed : deeds) {
            int size = deed.item().sizeBytes();
            if (size > Writing.ITEM_BYTES_MAX) {
                throw DynamoFaults.itemTooLarge();
            }
            bytes += size;
        }
        if (bytes > BYTES_MAX) {
            throw DynamoFaults.invalid("Transaction payload size cannot exceed 4MB. Payload Size: " + bytes);
        }
    }

    private static String digest(List<Deed> deeds) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var deed : deeds) {
                digest.update(deed.text().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why a transaction cannot be: a reason for each action, in order. */
    private static final class Reasons {
        private final List<CancellationReason> reasons = new ArrayList<>();
        private int at;

        Reasons(int actions) {
            for (int i = 0; i < actions; i++) {
                reasons.add(TransactionFaults.NONE);
            }
        }

        /** Decides about an action; what is refused becomes its reason. */
        <T> @Nullable T decide(int action, Supplier<@Nullable T> work) {
            at = action;
            try {
                return work.get();
            } catch (InvalidExpressionException | MalformedValueException e) {
                add(TransactionFaults.reason(DynamoFaults.invalid(String.valueOf(e.getMessage()))));
            } catch (DynamoDbException e) {
                // An empty key is refused before the transaction begins.
                if (e.awsErrorDetails().errorMessage().startsWith("One or more parameter values are not valid.")) {
                    throw e;
                }
                add(TransactionFaults.reason(e));
            }
            return null;
        }

        void add(CancellationReason reason) {
            reasons.set(at, reason);
        }

        boolean isNone(int action) {
            return reasons.get(action).equals(TransactionFaults.NONE);
        }

        void check() {
            if (reasons.stream().anyMatch(reason -> !reason.equals(TransactionFaults.NONE))) {
                throw TransactionFaults.canceled(reasons);
            }
        }
    }
}
