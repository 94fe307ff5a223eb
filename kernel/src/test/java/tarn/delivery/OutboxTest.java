package tarn.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Formats;

class OutboxTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofMinutes(1), 4);

    /** Answers with what its test says, and says what happened. */
    private static class Ear implements Outbox.Receiver<String> {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private volatile RuntimeException answer = new IllegalStateException("not yet");
        private volatile boolean ready;

        @Override
        public Patience patience(String item) {
            return PATIENCE;
        }

        @Override
        public void deliver(String item) {
            boolean takes = ready;
            heard.add("asked " + item);
            if (!takes) {
                throw answer;
            }
        }

        @Override
        public void givenUp(String item, RuntimeException cause) {
            heard.add("gave up " + item + ": " + cause.getMessage());
        }

        private String next() throws InterruptedException {
            var next = heard.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    private static Outbox<String> outbox(LocalPlatform platform, Ear ear) {
        return new Outbox<>(platform, "test/letters", Formats.text(), ear);
    }

    private static void add(LocalPlatform platform, Outbox<String> outbox, String item) {
        CALLER.run(() -> {
            var batch = platform.batch();
            outbox.add(batch, item);
            batch.commit();
        });
    }

    /** Waits until nothing is on its way in the background: the next step of the clock then finds the timer set. */
    private static void settle(LocalPlatform platform, Duration step, Ear ear, String expected)
            throws InterruptedException {
        for (int i = 0; i < 50 && ear.heard.isEmpty(); i++) {
            platform.clock().advance(step);
            var next = ear.heard.poll(100, TimeUnit.MILLISECONDS);
            if (next != null) {
                assertThat(next).isEqualTo(expected);
                return;
            }
        }
        assertThat(ear.next()).isEqualTo(expected);
    }

    @Test
    void anItemIsTriedUntilItArrives() throws Exception {
        try (var platform = TestPlatform.open()) {
            var ear = new Ear();
            add(platform, outbox(platform, ear), "a");
            assertThat(ear.next()).isEqualTo("asked a");
            ear.ready = true;
            settle(platform, Duration.ofSeconds(1), ear, "asked a");
            platform.clock().advance(Duration.ofHours(1));
            assertThat(ear.heard).isEmpty();
        }
    }

    @Test
    void anItemIsGivenUpAfterItsLastAttempt() throws Exception {
        try (var platform = TestPlatform.open()) {
            var ear = new Ear();
            add(platform, outbox(platform, ear), "a");
            assertThat(ear.next()).isEqualTo("asked a");
            for (int attempt = 2; attempt <= PATIENCE.attemptsMax(); attempt++) {
                settle(platform, Duration.ofSeconds(1), ear, "asked a");
            }
            assertThat(ear.next()).isEqualTo("gave up a: not yet");
        }
    }

    @Test
    void whatCannotBeDeliveredIsGivenUpAtOnce() throws Exception {
        try (var platform = TestPlatform.open()) {
            var ear = new Ear();
            ear.answer = new UndeliverableException("nobody there", new IllegalStateException());
            add(platform, outbox(platform, ear), "a");
            assertThat(List.of(ear.next(), ear.next())).containsExactly("asked a", "gave up a: nobody there");
        }
    }

    @Test
    void whatWasOnItsWayArrivesAfterARestart(@TempDir Path folder) throws Exception {
        var first = new Ear();
        try (var platform = LocalPlatform.open(folder, TestPlatform.options(1))) {
            platform.ready();
            add(platform, outbox(platform, first), "a");
            assertThat(first.next()).isEqualTo("asked a");
        }
        var second = new Ear();
        second.ready = true;
        try (var platform = LocalPlatform.open(folder, TestPlatform.options(2))) {
            outbox(platform, second);
            platform.ready();
            settle(platform, Duration.ofSeconds(10), second, "asked a");
        }
    }

    @Test
    void whatFindsNoPlaceToWaitIsBroughtByItsTimer() throws Exception {
        int all = Outbox.WAITING_MAX + 200;
        var open = new CountDownLatch(1);
        var arrived = ConcurrentHashMap.<String>newKeySet();
        var last = new CountDownLatch(all);
        try (var platform = TestPlatform.open()) {
            var outbox = new Outbox<>(platform, "test/letters", Formats.text(), new Ear() {
                @Override
                public void deliver(String item) {
                    try {
                        open.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    if (arrived.add(item)) {
                        last.countDown();
                    }
                }
            });
            CALLER.run(() -> {
                var batch = platform.batch();
                for (int i = 0; i < all; i++) {
                    outbox.add(batch, "letter " + i);
                }
                batch.commit();
            });
            open.countDown();
            for (int i = 0; i < 100 && !last.await(100, TimeUnit.MILLISECONDS); i++) {
                platform.clock().advance(Outbox.STAND_IN);
            }
            assertThat(arrived).hasSize(all);
        }
    }

    @Test
    void theFormIsThatOfTheGoldenFile() {
        Golden.check("delivery/attempts", Outbox.Attempts.FORMAT, new Outbox.Attempts(TestPlatform.START, 3));
    }
}
