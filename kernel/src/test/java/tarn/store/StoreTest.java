package tarn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

class StoreTest {

    private final LocalPlatform platform = TestPlatform.open();
    private final Store<String> tables = platform.store("glue/tables", Scope.REGION, Formats.text());
    private final Store<String> users = platform.store("iam/users", Scope.ACCOUNT, Formats.text());
    private final Store<String> buckets = platform.store("s3/buckets", Scope.GLOBAL, Formats.text());

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void whatWasPutIsRead() {
        CALLER.run(() -> {
            assertThat(tables.get(Key.of("a"))).isEmpty();
            tables.put(Key.of("a"), "one");
            assertThat(tables.get(Key.of("a"))).contains("one");
            tables.put(Key.of("a"), "two");
            assertThat(tables.get(Key.of("a"))).contains("two");
            assertThat(tables.delete(Key.of("a"))).isTrue();
            assertThat(tables.delete(Key.of("a"))).isFalse();
            assertThat(tables.get(Key.of("a"))).isEmpty();
        });
    }

    @Test
    void aScopeKeepsRecordsApart() {
        var elsewhere = CALLER.in("eu-west-1");
        var other = Caller.root("210987654321", "us-east-1", "r");
        CALLER.run(() -> {
            tables.put(Key.of("k"), "table");
            users.put(Key.of("k"), "user");
            buckets.put(Key.of("k"), "bucket");
        });
        elsewhere.run(() -> {
            assertThat(tables.get(Key.of("k"))).isEmpty();
            assertThat(users.get(Key.of("k"))).contains("user");
            assertThat(buckets.get(Key.of("k"))).contains("bucket");
        });
        other.run(() -> {
            assertThat(tables.get(Key.of("k"))).isEmpty();
            assertThat(users.get(Key.of("k"))).isEmpty();
            assertThat(buckets.get(Key.of("k"))).contains("bucket");
        });
        assertThat(buckets.get(Key.of("k"))).contains("bucket");
        assertThatThrownBy(() -> tables.get(Key.of("k"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysSortByTheirComponents() {
        CALLER.run(() -> {
            var keys = new ArrayList<>(List.of(
                    Key.of("a"),
                    Key.of("a", ""),
                    Key.of("a", "x"),
                    Key.of("a").with(-5),
                    Key.of("a").with(0),
                    Key.of("a").with(Long.MAX_VALUE),
                    Key.of("a\0"),
                    Key.of("a\0b"),
                    Key.of("ab"),
                    Key.of("é"),
                    Key.of("😀")));
            Collections.shuffle(keys, new java.util.Random(1));
            keys.forEach(key -> tables.put(key, "v"));
            Collections.sort(keys);
            assertThat(keys(Range.all())).isEqualTo(keys);
            assertThat(keys(Range.all().backwards())).isEqualTo(keys.reversed());
        });
    }

    @Test
    void aParentHasOnlyItsOwnChildren() {
        CALLER.run(() -> {
            for (var key :
                    List.of(Key.of("a"), Key.of("a", "x"), Key.of("a", "y", "z"), Key.of("a\0b"), Key.of("ab"))) {
                tables.put(key, "v");
            }
            tables.put(Key.of("a").with(Long.MAX_VALUE), "v");
            assertThat(keys(Range.under(Key.of("a"))))
                    .containsExactly(Key.of("a").with(Long.MAX_VALUE), Key.of("a", "x"), Key.of("a", "y", "z"));
            assertThat(keys(Range.under(Key.of("a")).startingWith("y"))).containsExactly(Key.of("a", "y", "z"));
            assertThat(keys(Range.all().startingWith("a\0"))).containsExactly(Key.of("a\0b"));
        });
    }

    @Test
    void aRangeBeginsAtAKeyOrAfterItInEitherDirection() {
        CALLER.run(() -> {
            for (int i = 0; i < 1000; i++) {
                tables.put(Key.of("t").with(i), "v" + i);
            }
            var all = Range.under(Key.of("t"));
            var middle = Key.of("t").with(500);
            assertThat(values(all.from(middle))).hasSize(500).startsWith("v500").endsWith("v999");
            assertThat(values(all.after(middle))).hasSize(499).startsWith("v501");
            assertThat(values(all.backwards().from(middle)))
                    .hasSize(501)
                    .startsWith("v500")
                    .endsWith("v0");
            assertThat(values(all.backwards().after(middle))).hasSize(500).startsWith("v499");
            assertThat(values(all.from(Key.of("s")))).hasSize(1000);
            assertThat(values(all.backwards().from(Key.of("s")))).isEmpty();
            assertThat(tables.list(all, 3)).extracting(Entry::value).containsExactly("v0", "v1", "v2");
        });
    }

    @Test
    void aRangeLiesBetweenTwoKeys() {
        CALLER.run(() -> {
            for (int i = 0; i < 10; i++) {
                tables.put(Key.of("t").with(i), "v" + i);
            }
            var some = Range.between(Key.of("t").with(3), Key.of("t").with(6));
            assertThat(values(some)).containsExactly("v3", "v4", "v5");
            assertThat(values(some.backwards())).containsExactly("v5", "v4", "v3");
            assertThat(values(some.after(Key.of("t").with(3)))).containsExactly("v4", "v5");
            assertThat(values(some.backwards().after(Key.of("t").with(4)))).containsExactly("v3");
            assertThat(values(some.after(Key.of("t").with(7)))).isEmpty();
        });
    }

    @Test
    void insertingSucceedsOnce() {
        CALLER.run(() -> {
            assertThat(tables.insert(Key.of("a"), "one")).isTrue();
            assertThat(tables.insert(Key.of("a"), "two")).isFalse();
            assertThat(tables.get(Key.of("a"))).contains("one");
        });
    }

    @Test
    void replacingFailsAfterAnotherWriter() {
        CALLER.run(() -> {
            tables.put(Key.of("a"), "one");
            var seen = tables.entry(Key.of("a")).orElseThrow();
            assertThat(tables.replace(seen, "two")).isTrue();
            assertThat(tables.replace(seen, "three")).isFalse();
            tables.delete(Key.of("a"));
            tables.put(Key.of("a"), "one");
            assertThat(tables.replace(seen, "three")).isFalse();
            assertThat(tables.get(Key.of("a"))).contains("one");
        });
    }

    @Test
    void aBatchIsKeptWhollyOrNotAtAll() {
        CALLER.run(() -> {
            users.put(Key.of("u"), "user");
            var seen = users.entry(Key.of("u")).orElseThrow();
            assertThat(platform.batch()
                            .put(tables, Key.of("a"), "one")
                            .put(buckets, Key.of("b"), "two")
                            .expect(users, seen)
                            .expectAbsent(tables, Key.of("a"))
                            .commit())
                    .isTrue();
            users.put(Key.of("u"), "changed");
            assertThat(platform.batch()
                            .put(tables, Key.of("c"), "three")
                            .delete(buckets, Key.of("b"))
                            .expect(users, seen)
                            .commit())
                    .isFalse();
            assertThat(tables.get(Key.of("c"))).isEmpty();
            assertThat(buckets.get(Key.of("b"))).contains("two");
        });
    }

    @Test
    void concurrentUpdatesAllCount() throws Exception {
        var counters = platform.store("x/counters", Scope.REGION, Formats.text());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> CALLER.call(() -> counters.update(
                            Key.of("c" + i % 3),
                            n -> Integer.toString(n.map(Integer::parseInt).orElse(0) + 1)))))
                    .toList();
            for (var each : work) {
                each.get();
            }
        }
        CALLER.run(() -> assertThat(values(counters, Range.all()).stream()
                        .mapToInt(Integer::parseInt)
                        .sum())
                .isEqualTo(400));
    }

    @Test
    void ofConcurrentInsertsOneWins() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> CALLER.call(() -> tables.insert(Key.of("k" + i % 10), "" + i))))
                    .toList();
            int won = 0;
            for (var each : work) {
                won += each.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(10);
        }
    }

    @Test
    void anUpdateThatThrowsOrGivesNothingLeavesNothing() {
        CALLER.run(() -> {
            assertThatThrownBy(() -> tables.update(Key.of("a"), _ -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(tables.update(Key.of("a"), _ -> null)).isEmpty();
            tables.put(Key.of("a"), "one");
            assertThat(tables.update(Key.of("a"), _ -> null)).isEqualTo(Optional.empty());
            assertThat(tables.get(Key.of("a"))).isEmpty();
        });
    }

    @Test
    void aBatchIsCommittedOnce() {
        var batch = platform.batch();
        assertThat(batch.commit()).isTrue();
        assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    }

    private List<Key> keys(Range range) {
        var keys = new ArrayList<Key>();
        tables.scan(range).forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    private List<String> values(Range range) {
        return values(tables, range);
    }

    private static List<String> values(Store<String> store, Range range) {
        var values = new ArrayList<String>();
        store.scan(range).forEach(entry -> values.add(entry.value()));
        return values;
    }
}
