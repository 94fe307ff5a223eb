package tarn.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tarn.kernel.Caller;

/** All places, and the numbers they have. Numbers are given and taken by the committer only, and never used twice. */
final class Places {

    /** The key of the next free number. */
    static final byte[] NEXT = Key.of("next-place").bytes();

    /** Under which keys places are kept. */
    static final Range KEPT = Range.under(Key.of("place"));

    private record Name(String store, String account, String region) {}

    private final Map<Name, Place> places = new ConcurrentHashMap<>();

    /** The first number that was never given. */
    private volatile long next = 1;

    /** The place of a store for the current caller. */
    Place of(String store, Scope scope) {
        return switch (scope) {
            case GLOBAL -> of(store, "", "");
            case ACCOUNT -> of(store, Caller.current().account(), "");
            case REGION -> {
                var caller = Caller.current();
                yield of(store, caller.account(), caller.region());
            }
        };
    }

    private Place of(String store, String account, String region) {
        var name = new Name(store, account, region);
        var place = places.get(name);
        return place != null ? place : places.computeIfAbsent(name, _ -> new Place(store, account, region, 0));
    }

    /** Gives a place the next number. */
    void number(Place place) {
        long number = next;
        place.number(number);
        next = number + 1;
    }

    long next() {
        return next;
    }

    /** Takes over what is kept: who has a number, and which is the next. */
    void load(Map<Key, Long> kept, long nextKept) {
        var left = new HashMap<>(kept);
        for (var place : places.values()) {
            var number = left.remove(Key.ofBytes(place.key()));
            place.number(number == null ? 0 : number);
        }
        left.forEach((key, number) -> {
            var name = key.reader();
            name.text();
            of(name.text(), name.text(), name.text()).number(number);
        });
        next = nextKept;
    }

    /** The places with a number that are like this. */
    List<Place> numbered(Predicate<Place> like) {
        return places.values().stream()
                .filter(place -> place.number() != 0)
                .filter(like)
                .toList();
    }

    Collection<Long> numbers() {
        return places.values().stream().map(Place::number).filter(n -> n != 0).collect(Collectors.toSet());
    }

    /** The stretches of numbers that no place has: what lies there was reset. */
    List<Rocks.Stretch> unnumbered() {
        var bounds = LongStream.concat(
                        numbers().stream().mapToLong(Long::longValue).sorted(), LongStream.of(next))
                .toArray();
        var stretches = new java.util.ArrayList<Rocks.Stretch>();
        long from = 1;
        for (long bound : bounds) {
            if (from < bound) {
                stretches.add(new Rocks.Stretch(bytes(from), bytes(bound), false));
            }
            from = bound + 1;
        }
        return stretches;
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
