package tarn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/**
 * Random operations on stores beside plain maps, with restarts and resets in between. {@code -Dtarn.seed=…} repeats a
 * run.
 */
class StoreSimulation {

    private static final long SEED = Long.getLong("tarn.seed", System.nanoTime());
    private static final int STEPS = 8000;
    private static final int REOPENINGS = 8;
    private static final List<Caller> CALLERS = List.of(
            Caller.root("111111111111", "us-east-1", "r"),
            Caller.root("111111111111", "eu-west-1", "r"),
            Caller.root("222222222222", "us-east-1", "r"));

    private final Random random = new Random(SEED);

    /** What must be there: the value, and the account that wrote it last. */
    private record Kept(String value, String writer) {}

    /** The places, each a map, by store and whatever of the caller its scope looks at. */
    private final Map<String, NavigableMap<Key, Kept>> model = new HashMap<>();

    /** One of the stores that are written to, as the platform that is open has it. */
    private record Subject(String name, Scope scope, Store<String> store) {
        String place(Caller caller) {
            return switch (scope) {
                case GLOBAL -> name + "||";
                case ACCOUNT -> name + "|" + caller.account() + "|";
                case REGION -> name + "|" + caller.account() + "|" + caller.region();
            };
        }
    }

    private List<Subject> subjects = List.of();

    @Test
    void theStoresHoldWhatTheMapsHold(@TempDir Path folder) {
        for (int opening = 0; opening < REOPENINGS; opening++) {
            try (var platform = LocalPlatform.open(folder, TestPlatform.options(SEED))) {
                subjects = List.of(
                        subject(platform, "glue/tables", Scope.REGION),
                        subject(platform, "glue/names", Scope.GLOBAL),
                        subject(platform, "iam/users", Scope.ACCOUNT),
                        subject(platform, "s3/buckets", Scope.GLOBAL));
                compareAll();
                for (int step = 0; step < STEPS / REOPENINGS; step++) {
                    var caller = CALLERS.get(random.nextInt(CALLERS.size()));
                    caller.run(() -> step(platform, caller));
                }
                compareAll();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", opening " + opening, e);
            }
        }
    }

    private static Subject subject(LocalPlatform platform, String name, Scope scope) {
        return new Subject(name, scope, platform.store(name, scope, Formats.text()));
    }

    private Subject anySubject() {
        return subjects.get(random.nextInt(subjects.size()));
    }

    private NavigableMap<Key, Kept> map(Subject subject, Caller caller) {
        return model.computeIfAbsent(subject.place(caller), _ -> new TreeMap<>());
    }

    private Key key() {
        var key = Key.of((char) ('a' + random.nextInt(3)) + (random.nextInt(5) == 0 ? "\0b" : ""));
        return switch (random.nextInt(4)) {
            case 0 -> key;
            case 1 -> key.with(random.nextInt(-3, 4));
            case 2 -> key.with("\0".repeat(random.nextInt(2)) + (char) ('a' + random.nextInt(4)));
            default -> key.with("x" + random.nextInt(30)).with(random.nextLong());
        };
    }

    private void step(LocalPlatform platform, Caller caller) {
        switch (random.nextInt(100)) {
            case 0 -> reset(platform);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> compareRange(anySubject(), caller);
            default -> {
                if (random.nextInt(3) == 0) {
                    batch(platform, caller);
                } else {
                    write(anySubject(), caller);
                }
            }
        }
    }

    private void reset(LocalPlatform platform) {
        var service = random.nextBoolean() ? null : List.of("glue", "iam", "s3").get(random.nextInt(3));
        var account = random.nextBoolean()
                ? null
                : CALLERS.get(random.nextInt(CALLERS.size())).account();
        platform.reset(service, account);
        model.forEach((place, records) -> {
            var parts = place.split("\\|", -1);
            if (service == null || parts[0].startsWith(service + "/")) {
                if (account == null || parts[1].equals(account)) {
                    records.clear();
                } else if (parts[1].isEmpty()) {
                    records.values().removeIf(kept -> kept.writer().equals(account));
                }
            }
        });
    }

    private void write(Subject subject, Caller caller) {
        var key = knownKey(subject, caller);
        var value = "v" + random.nextInt();
        var map = map(subject, caller);
        var before = map.get(key);
        var store = subject.store();
        assertThat(store.get(key).orElse("")).isEqualTo(before == null ? "" : before.value());
        var next = new Kept(value, caller.account());
        switch (random.nextInt(5)) {
            case 0 -> {
                store.put(key, value);
                map.put(key, next);
            }
            case 1 -> {
                assertThat(store.insert(key, value)).isEqualTo(before == null);
                map.putIfAbsent(key, next);
            }
            case 2 -> {
                assertThat(store.delete(key)).isEqualTo(before != null);
                map.remove(key);
            }
            case 3 -> {
                var removes = random.nextBoolean();
                var kept = store.update(key, old -> {
                    assertThat(old.orElse("")).isEqualTo(before == null ? "" : before.value());
                    return removes ? null : value;
                });
                assertThat(kept.isPresent()).isEqualTo(!removes);
                change(map, key, removes ? null : next);
            }
            default ->
                store.entry(key).ifPresent(seen -> {
                    var overtaken = random.nextBoolean();
                    if (overtaken) {
                        store.put(key, value + " first");
                        map.put(key, new Kept(value + " first", caller.account()));
                    }
                    assertThat(store.replace(seen, value)).isEqualTo(!overtaken);
                    if (!overtaken) {
                        map.put(key, next);
                    }
                });
        }
    }

    private static void change(Map<Key, Kept> map, Key key, @Nullable Kept next) {
        if (next == null) {
            map.remove(key);
        } else {
            map.put(key, next);
        }
    }

    /** A key that is there, mostly. */
    private Key knownKey(Subject subject, Caller caller) {
        var keys = new ArrayList<>(map(subject, caller).keySet());
        return keys.isEmpty() || random.nextInt(3) == 0 ? key() : keys.get(random.nextInt(keys.size()));
    }

    private void batch(LocalPlatform platform, Caller caller) {
        var batch = platform.batch();
        var holds = true;
        var changes = new ArrayList<Runnable>();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            var subject = anySubject();
            var key = knownKey(subject, caller);
            var map = map(subject, caller);
            var value = "b" + random.nextInt();
            switch (random.nextInt(5)) {
                case 0 -> {
                    batch.expectAbsent(subject.store(), key);
                    holds &= !map.containsKey(key);
                }
                case 1 -> subject.store().entry(key).ifPresent(seen -> batch.expect(subject.store(), seen));
                case 2 -> {
                    batch.delete(subject.store(), key);
                    changes.add(() -> map.remove(key));
                }
                default -> {
                    batch.put(subject.store(), key, value);
                    changes.add(() -> map.put(key, new Kept(value, caller.account())));
                }
            }
        }
        assertThat(batch.commit()).isEqualTo(holds);
        if (holds) {
            changes.forEach(Runnable::run);
        }
    }

    private void compareRange(Subject subject, Caller caller) {
        var range = random.nextBoolean() ? Range.all() : Range.under(Key.of("" + (char) ('a' + random.nextInt(3))));
        if (random.nextInt(3) == 0) {
            range = range.startingWith(range.parent().equals(Key.of()) ? "a" : "x" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            range = random.nextBoolean() ? range.from(key()) : range.after(key());
        }
        if (random.nextBoolean()) {
            range = range.backwards();
        }
        int limit = random.nextInt(1, 400);
        var expected = expected(map(subject, caller), range);
        assertThat(texts(subject.store().list(range, limit)))
                .as("%s of %s", range, subject)
                .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
    }

    /** A range, by its definition. */
    private static List<String> expected(NavigableMap<Key, Kept> map, Range range) {
        var found = new ArrayList<String>();
        (range.reversed() ? map.descendingMap() : map).forEach((key, kept) -> {
            var from = range.from();
            int order = from == null ? 1 : range.reversed() ? from.compareTo(key) : key.compareTo(from);
            if (isBelow(key, range) && order >= 0 && !(order == 0 && range.exclusive())) {
                found.add(key + "=" + kept.value());
            }
        });
        return found;
    }

    private static boolean isBelow(Key key, Range range) {
        var first = key.reader().text();
        if (range.parent().equals(Key.of())) {
            return first.startsWith(range.prefix());
        }
        var rest = key.toString().substring(Key.of(first).toString().length());
        if (!range.parent().equals(Key.of(first)) || rest.isEmpty()) {
            return false;
        }
        return range.prefix().isEmpty()
                || (!rest.startsWith("01") && textAfter(key).startsWith(range.prefix()));
    }

    private static String textAfter(Key key) {
        var reader = key.reader();
        reader.text();
        return reader.text();
    }

    private static List<String> texts(Iterable<Entry<String>> entries) {
        var texts = new ArrayList<String>();
        entries.forEach(entry -> texts.add(entry.key() + "=" + entry.value()));
        return texts;
    }

    private void compareAll() {
        for (var caller : CALLERS) {
            caller.run(() -> {
                for (var subject : subjects) {
                    assertThat(texts(subject.store().scan(Range.all())))
                            .as("all of %s", subject)
                            .isEqualTo(expected(map(subject, caller), Range.all()));
                }
            });
        }
    }
}
