package tarn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.StoreFailure;

class PlatformTest {

    @TempDir
    private Path folder;

    private LocalPlatform open() {
        return LocalPlatform.open(folder, TestPlatform.options(1));
    }

    @Test
    void recordsSurviveARestart() {
        try (var platform = open()) {
            CALLER.run(() -> platform.store("x/y", Scope.REGION, Formats.text()).put(Key.of("k"), "v"));
        }
        try (var platform = open()) {
            CALLER.run(() -> assertThat(
                            platform.store("x/y", Scope.REGION, Formats.text()).get(Key.of("k")))
                    .contains("v"));
        }
    }

    @Test
    void aDirectoryIsOpenOnce() throws Exception {
        try (var platform = open()) {
            assertThat(platform.ids()).isNotNull();
            assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class).hasMessageContaining("open already");
        }
        open().close();
    }

    @Test
    void aNewerDirectoryIsRefusedAndLeftAlone() throws Exception {
        open().close();
        Files.writeString(folder.resolve("format"), "99\n");
        var before = listing();
        assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class).hasMessageContaining("newer Tarn");
        assertThat(listing()).isEqualTo(before);
    }

    @Test
    void newerRecordsAreRefused() {
        record V1(String a) {}
        Format<V1> older = Formats.record(V1.class);
        Format<V1> newer = Formats.record(V1.class, 2, new Formats.Upgrade(1, tree -> tree));
        try (var platform = open()) {
            platform.store("x/y", Scope.GLOBAL, older).put(Key.of("k"), new V1("one"));
            platform.store("x/y", Scope.GLOBAL, newer).put(Key.of("l"), new V1("two"));
            assertThat(platform.store("x/y", Scope.GLOBAL, newer).get(Key.of("k")))
                    .contains(new V1("one"));
        }
        try (var platform = open()) {
            assertThatThrownBy(() -> platform.store("x/y", Scope.GLOBAL, older))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("newer Tarn");
        }
    }

    @Test
    void damageIsToldAtTheStartAndNothingIsChanged() throws Exception {
        try (var platform = open()) {
            var store = platform.store("x/y", Scope.GLOBAL, Formats.text());
            for (int i = 0; i < 200; i++) {
                store.put(Key.of("k").with(i), "value " + i);
            }
        }
        var log = listing().stream().filter(name -> name.endsWith(".log")).findFirst();
        var file = folder.resolve(log.orElseThrow());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
        assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class).hasMessageContaining("cannot be opened");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
        try (var platform = open()) {
            assertThat(platform.store("x/y", Scope.GLOBAL, Formats.text())
                            .get(Key.of("k").with(150)))
                    .contains("value 150");
        }
    }

    @Test
    void aLostManifestIsNotTakenForANewDirectory() throws Exception {
        open().close();
        Files.delete(folder.resolve("records/CURRENT"));
        assertThatThrownBy(this::open).isInstanceOf(StoreFailure.class);
    }

    private List<String> listing() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    // RocksDB's own diary
                    .filter(name -> !name.contains("LOG"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aResetTakesWhatItNames() {
        try (var platform = open()) {
            var other = Caller.root("210987654321", "us-east-1", "r");
            var tables = platform.store("glue/tables", Scope.REGION, Formats.text());
            var users = platform.store("iam/users", Scope.ACCOUNT, Formats.text());
            var buckets = platform.store("s3/buckets", Scope.GLOBAL, Formats.text());
            var gluely = platform.store("gluely/tables", Scope.REGION, Formats.text());
            for (var caller : List.of(CALLER, other)) {
                caller.run(() -> {
                    var key = Key.of("k");
                    tables.put(key, "v");
                    gluely.put(key, "v");
                    users.put(key, "v");
                    buckets.put(Key.of(caller.account()), "v");
                });
            }
            platform.reset("glue", null);
            CALLER.run(() -> {
                assertThat(tables.get(Key.of("k"))).isEmpty();
                assertThat(gluely.get(Key.of("k"))).isPresent();
                assertThat(users.get(Key.of("k"))).isPresent();
                tables.put(Key.of("k"), "new");
            });
            platform.reset(null, CALLER.account());
            CALLER.run(() -> {
                assertThat(tables.get(Key.of("k"))).isEmpty();
                assertThat(users.get(Key.of("k"))).isEmpty();
                assertThat(buckets.list(tarn.store.Range.all(), 10))
                        .extracting(tarn.store.Entry::key)
                        .containsExactly(Key.of(other.account()));
            });
            other.run(() -> assertThat(users.get(Key.of("k"))).isPresent());
            platform.reset(null, null);
            other.run(() -> assertThat(users.get(Key.of("k"))).isEmpty());
            assertThat(buckets.list(tarn.store.Range.all(), 10)).isEmpty();
        }
        try (var platform = open()) {
            var users = platform.store("iam/users", Scope.ACCOUNT, Formats.text());
            CALLER.run(() -> assertThat(users.get(Key.of("k"))).isEmpty());
        }
    }

    @Test
    void thousandsOfResetsStayQuick() {
        try (var platform = open()) {
            var users = platform.store("iam/users", Scope.ACCOUNT, Formats.text());
            long slowest = 0;
            for (int i = 0; i < 3000; i++) {
                CALLER.run(() -> {
                    for (int k = 0; k < 10; k++) {
                        users.put(Key.of("k" + k), "v");
                    }
                    assertThat(users.list(tarn.store.Range.all(), 100)).hasSize(10);
                });
                long began = System.nanoTime();
                platform.reset(null, null);
                slowest = Math.max(slowest, System.nanoTime() - began);
            }
            System.out.println("slowest of 3000 resets: " + slowest / 1000 + " us");
            CALLER.run(() -> assertThat(users.list(tarn.store.Range.all(), 100)).isEmpty());
            assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(2));
        }
    }

    @Test
    void aTokenHoldsForItsOperationAndAccount() {
        try (var platform = open()) {
            var position = "after me".getBytes(StandardCharsets.UTF_8);
            var token = CALLER.call(() -> platform.tokens().seal("GetTables", position));
            CALLER.run(() -> {
                assertThat(platform.tokens().open("GetTables", token).orElseThrow())
                        .isEqualTo(position);
                assertThat(platform.tokens().open("GetDatabases", token)).isEmpty();
                assertThat(platform.tokens().open("GetTables", "!" + token)).isEmpty();
                assertThat(platform.tokens().open("GetTables", "")).isEmpty();
                var changed = Base64.getUrlDecoder().decode(token);
                changed[changed.length - 1] ^= 1;
                assertThat(platform.tokens()
                                .open("GetTables", Base64.getUrlEncoder().encodeToString(changed)))
                        .isEmpty();
            });
            Caller.root("210987654321", "us-east-1", "r")
                    .run(() -> assertThat(platform.tokens().open("GetTables", token))
                            .isEmpty());
        }
    }

    @Test
    void tokensOutliveARestart() {
        String token;
        try (var platform = open()) {
            token = CALLER.call(() -> platform.tokens().seal("GetTables", new byte[] {1}));
        }
        try (var platform = open()) {
            CALLER.run(
                    () -> assertThat(platform.tokens().open("GetTables", token)).isPresent());
        }
    }

    @Test
    void anAccessKeyIsFoundUntilItIsRemoved() {
        try (var platform = open()) {
            var key = new AccessKeys.AccessKey(
                    "AKIA1", "secret", null, Instant.EPOCH, CALLER.account(), "arn:aws:iam::1:user/u", "AIDA", true);
            platform.accessKeys().put(key);
            assertThat(platform.accessKeys().find("AKIA1")).contains(key);
            platform.accessKeys().remove("AKIA1");
            assertThat(platform.accessKeys().find("AKIA1")).isEmpty();
            Golden.check("iam/access-keys", StoredAccessKeys.FORMAT, key);
        }
    }

    @Test
    void idsRepeatBySeedAndDifferWithout() {
        try (var one = TestPlatform.open(7);
                var two = TestPlatform.open(7);
                var secure = LocalPlatform.temporary(Options.durable().unsynced())) {
            var uuid = one.ids().uuid();
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(two.ids().uuid())
                    .isEqualTo(uuid)
                    .isNotEqualTo(secure.ids().uuid());
            assertThat(one.ids().random("AB", 20)).matches("[AB]{20}");
            assertThat(one.ids().bytes(5)).hasSize(5);
        }
    }

    @Test
    void backgroundWorkRunsAsWhoHandedItOver() throws Exception {
        try (var platform = open()) {
            var seen = new ArrayList<String>();
            var done = new CountDownLatch(3);
            CALLER.run(() -> platform.background().run("work", () -> {
                seen.add(Caller.current().account());
                done.countDown();
            }));
            platform.background().onReady(done::countDown);
            platform.background().run("work", CALLER, () -> {
                throw new IllegalStateException("a failure that is told");
            });
            assertThat(done.getCount()).isPositive();
            platform.ready();
            platform.background().onReady(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly(CALLER.account());
        }
    }

    @Test
    void anEngineIsStartedWhenItIsFirstAskedForOnce() {
        try (var platform = open()) {
            var started = new AtomicInteger();
            assertThat(platform.engine(Runnable.class)).isEmpty();
            platform.engine(Runnable.class, () -> {
                started.incrementAndGet();
                return () -> {};
            });
            assertThat(started).hasValue(0);
            assertThat(platform.engine(Runnable.class)).isPresent();
            assertThat(platform.engine(Runnable.class)).isPresent();
            assertThat(started).hasValue(1);
        }
    }

    @Test
    void aTemporaryDirectoryGoes() {
        var platform = TestPlatform.open();
        assertThat(platform.data()).isDirectory();
        platform.close();
        assertThat(platform.data()).doesNotExist();
    }
}
