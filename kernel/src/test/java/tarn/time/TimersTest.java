package tarn.time;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.kernel.testing.TestPlatform.CALLER;
import static tarn.kernel.testing.TestPlatform.START;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;

class TimersTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private LocalPlatform open() {
        return LocalPlatform.open(folder, TestPlatform.options(1));
    }

    private static void set(LocalPlatform platform, String name, int minute) {
        var batch = platform.batch();
        platform.timers().set(batch, "x/timer", name, START.plus(MINUTE.multipliedBy(minute)));
        batch.commit();
    }

    @Test
    void advancingFiresWhatFallsDueInOrderAndAtItsTime() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().on("x/timer", (name, due) -> {
                assertThat(platform.clock().instant()).isEqualTo(due);
                fired.add(name + " " + Caller.current().region());
            });
            CALLER.run(() -> {
                set(platform, "late", 30);
                set(platform, "b", 2);
                set(platform, "a", 1);
            });
            CALLER.in("eu-west-1").run(() -> set(platform, "b", 3));
            platform.clock().advance(MINUTE.multipliedBy(10));
            assertThat(fired).containsExactly("a us-east-1", "b us-east-1", "b eu-west-1");
            assertThat(platform.clock().instant()).isEqualTo(START.plus(MINUTE.multipliedBy(10)));
            platform.clock().advance(MINUTE.multipliedBy(20));
            assertThat(fired).hasSize(4);
        }
    }

    @Test
    void aTimerThatSetsItselfAnewGoesOn() {
        try (var platform = open()) {
            var fired = new ArrayList<Integer>();
            platform.timers().on("x/timer", (name, due) -> {
                fired.add(fired.size());
                set(platform, name, fired.size() + 1);
            });
            CALLER.run(() -> set(platform, "again", 1));
            platform.clock().advance(MINUTE.multipliedBy(5));
            assertThat(fired).hasSize(5);
        }
    }

    @Test
    void aTimerThatSetsItselfForTheVeryMomentFiresAgain() {
        try (var platform = open()) {
            var fired = new ArrayList<Integer>();
            platform.timers().on("x/timer", (name, _) -> {
                fired.add(fired.size());
                if (fired.size() < 3) {
                    set(platform, name, 1);
                }
            });
            CALLER.run(() -> set(platform, "again", 1));
            platform.clock().advance(MINUTE);
            assertThat(fired).hasSize(3);
            platform.clock().advance(MINUTE);
            assertThat(fired).hasSize(3);
        }
    }

    @Test
    void settingReplacesAndCancellingRemoves() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().on("x/timer", (name, _) -> fired.add(name));
            CALLER.run(() -> {
                set(platform, "moved", 1);
                set(platform, "moved", 5);
                set(platform, "gone", 1);
                var batch = platform.batch();
                platform.timers().cancel(batch, "x/timer", "gone");
                batch.commit();
            });
            platform.clock().advance(MINUTE.multipliedBy(2));
            assertThat(fired).isEmpty();
            platform.clock().advance(MINUTE.multipliedBy(10));
            assertThat(fired).containsExactly("moved");
        }
    }

    @Test
    void aTimerOfABatchThatFailsIsNotSet() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().on("x/timer", (name, _) -> fired.add(name));
            platform.accessKeys();
            var store = platform.store("x/y", tarn.store.Scope.GLOBAL, tarn.store.Formats.text());
            store.put(tarn.store.Key.of("k"), "v");
            CALLER.run(() -> {
                var batch = platform.batch().expectAbsent(store, tarn.store.Key.of("k"));
                platform.timers().set(batch, "x/timer", "no", START);
                assertThat(batch.commit()).isFalse();
            });
            platform.clock().advance(MINUTE);
            assertThat(fired).isEmpty();
        }
    }

    @Test
    void aHandlerThatThrowsIsCalledAgain() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().on("x/timer", (name, _) -> {
                fired.add(name);
                if (fired.size() < 3) {
                    throw new IllegalStateException("not yet");
                }
            });
            CALLER.run(() -> set(platform, "t", 1));
            platform.clock().advance(MINUTE);
            assertThat(fired).hasSize(1);
            platform.clock().advance(MINUTE);
            assertThat(fired).hasSize(3);
            platform.clock().advance(MINUTE.multipliedBy(60));
            assertThat(fired).hasSize(3);
        }
    }

    @Test
    void timersAndTheAdvancedClockSurviveARestart() {
        try (var platform = open()) {
            CALLER.run(() -> set(platform, "t", 10));
            platform.clock().advance(MINUTE.multipliedBy(5));
        }
        try (var platform = open()) {
            assertThat(platform.clock().instant()).isEqualTo(START.plus(MINUTE.multipliedBy(5)));
            var fired = new ArrayList<String>();
            // Nobody knows the kind yet: it waits for its handler.
            platform.clock().advance(MINUTE.multipliedBy(10));
            platform.timers().on("x/timer", (name, due) -> fired.add(name + " " + Duration.between(START, due)));
            platform.clock().advance(Duration.ZERO);
            assertThat(fired).containsExactly("t PT10M");
        }
    }

    @Test
    void aResetOfAServiceTakesItsTimers() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().on("x/timer", (name, _) -> fired.add(name));
            CALLER.run(() -> set(platform, "t", 1));
            platform.reset("x", null);
            platform.clock().advance(MINUTE.multipliedBy(2));
            assertThat(fired).isEmpty();
        }
    }

    @Test
    void timersFireByTheMachinesTimeToo() throws Exception {
        try (var platform = LocalPlatform.temporary(Options.durable().unsynced())) {
            var fired = new CountDownLatch(2);
            platform.timers().on("x/timer", (_, _) -> fired.countDown());
            platform.ready();
            CALLER.run(() -> {
                var batch = platform.batch();
                platform.timers()
                        .set(
                                batch,
                                "x/timer",
                                "soon",
                                platform.clock().instant().plusMillis(50));
                platform.timers().set(batch, "x/timer", "past", platform.clock().instant());
                batch.commit();
            });
            assertThat(fired.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatTakesLongDelaysNobodyElse() throws Exception {
        try (var platform = LocalPlatform.temporary(Options.durable().unsynced())) {
            var begun = new CountDownLatch(1);
            var let = new CountDownLatch(1);
            var others = new CountDownLatch(2);
            platform.timers().beside("x/long", (_, _) -> {
                begun.countDown();
                await(let);
            });
            platform.timers().on("x/timer", (_, _) -> others.countDown());
            platform.ready();
            CALLER.run(() -> now(platform, "x/long", "report"));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            CALLER.run(() -> now(platform, "x/timer", "one"));
            CALLER.run(() -> now(platform, "x/timer", "two"));
            assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(let.getCount()).isOne();
            let.countDown();
        }
    }

    @Test
    void besideEachOtherTimersOfOneNameFireOneAfterTheOther() throws Exception {
        try (var platform = LocalPlatform.temporary(Options.durable().unsynced())) {
            var running = new ConcurrentHashMap<String, Integer>();
            var together = new AtomicBoolean();
            var fired = new CountDownLatch(20);
            platform.timers().beside("x/long", (name, _) -> {
                if (running.merge(name, 1, Integer::sum) > 1) {
                    together.set(true);
                }
                // Due at once, while this one still runs
                now(platform, "x/long", name);
                running.merge(name, -1, Integer::sum);
                fired.countDown();
            });
            platform.ready();
            CALLER.run(() -> now(platform, "x/long", "a"));
            CALLER.run(() -> now(platform, "x/long", "b"));
            assertThat(fired.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(together).isFalse();
        }
    }

    @Test
    void advancingWaitsForWhatFiresBesideAndKeepsTheOrder() {
        try (var platform = open()) {
            var fired = new ArrayList<String>();
            platform.timers().beside("x/long", (name, due) -> {
                assertThat(platform.clock().instant()).isEqualTo(due);
                fired.add(name);
            });
            platform.timers().on("x/timer", (name, _) -> fired.add(name));
            CALLER.run(() -> {
                set(platform, "second", 2);
                var batch = platform.batch();
                platform.timers().set(batch, "x/long", "first", START.plus(MINUTE));
                platform.timers().set(batch, "x/long", "third", START.plus(MINUTE.multipliedBy(3)));
                batch.commit();
            });
            platform.clock().advance(MINUTE.multipliedBy(10));
            assertThat(fired).containsExactly("first", "second", "third");
        }
    }

    @Test
    void whatEndedWithTheProcessFiresAgain() throws Exception {
        var begun = new CountDownLatch(1);
        try (var platform = LocalPlatform.open(folder, Options.durable().unsynced())) {
            platform.timers().beside("x/long", (_, _) -> {
                begun.countDown();
                await(new CountDownLatch(1));
            });
            platform.ready();
            CALLER.run(() -> now(platform, "x/long", "report"));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        }
        var again = new CountDownLatch(1);
        try (var platform = LocalPlatform.open(folder, Options.durable().unsynced())) {
            platform.timers().beside("x/long", (_, _) -> again.countDown());
            platform.ready();
            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void now(LocalPlatform platform, String kind, String name) {
        var batch = platform.batch();
        platform.timers().set(batch, kind, name, platform.clock().instant());
        batch.commit();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void theFormIsThatOfTheGoldenFile() {
        Golden.check(
                "tarn/timers",
                DurableTimers.FORMAT,
                new Timer("x/timer", "t", START, START.plusSeconds(1), 2, CALLER.via("glue.amazonaws.com")));
        Golden.check("tarn/agenda", tarn.store.Formats.record(Caller.class), CALLER.via("glue.amazonaws.com"));
        assertThat(List.of(START)).hasSize(1);
    }
}
