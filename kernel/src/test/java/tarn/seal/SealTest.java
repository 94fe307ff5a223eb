package tarn.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.StoreFailure;

/** Secrets open with their own context and the right master key, and lie nowhere in clear. */
class SealTest {

    private static final byte[] SECRET = "a secret that nobody reads".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private LocalPlatform open(MasterKey key) {
        return LocalPlatform.open(data(), Options.durable().unsynced().sealed(key));
    }

    @Test
    void aSecretOpensWithItsContextOnly() {
        try (var platform = TestPlatform.open()) {
            var seal = platform.seal();
            var sealed = seal.wrap("kms/key/1", SECRET);

            assertThat(seal.open("kms/key/1", sealed)).isEqualTo(SECRET);
            assertThat(seal.wrap("kms/key/1", SECRET)).isNotEqualTo(sealed);
            assertThat(seal.open("x", seal.wrap("x", new byte[0]))).isEmpty();
            assertThatThrownBy(() -> seal.open("kms/key/2", sealed)).isInstanceOf(BrokenSealException.class);
        }
    }

    @Test
    void aSealThatWasChangedAnywhereIsRefused() {
        try (var platform = TestPlatform.open()) {
            var seal = platform.seal();
            var sealed = seal.wrap("c", SECRET);
            for (int at = 0; at < sealed.length; at++) {
                var changed = sealed.clone();
                changed[at] ^= 1;
                assertThatThrownBy(() -> seal.open("c", changed)).isInstanceOf(BrokenSealException.class);
            }
            assertThatThrownBy(() -> seal.open("c", new byte[3])).isInstanceOf(BrokenSealException.class);
        }
    }

    @Test
    void theFirstStartMakesAKeyFileForItsOwnersEyes() throws Exception {
        byte[] sealed;
        try (var platform = open(new MasterKey.Beside())) {
            sealed = platform.seal().wrap("c", SECRET);
        }
        var file = data().resolve("master-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        try (var platform = open(new MasterKey.Beside())) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
    }

    private LocalPlatform change(MasterKey former, MasterKey next) {
        return LocalPlatform.open(
                data(), Options.durable().unsynced().sealed(next).sealedBefore(former));
    }

    @Test
    void aMasterKeyIsChangedAndTheFormerOneOpensNothingMore() throws Exception {
        var next = new MasterKey.InFile(folder.resolve("next-key"));
        byte[] sealed;
        try (var platform = open(new MasterKey.Beside())) {
            sealed = platform.seal().wrap("c", SECRET);
        }
        try (var platform = change(new MasterKey.Beside(), next)) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        assertThat(folder.resolve("next-key")).exists();
        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("is not the one");
        // Started the same way again, as one is who was stopped in between, it opens as well.
        try (var platform = change(new MasterKey.Beside(), next)) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        Files.delete(data().resolve("master-key"));
        try (var platform = open(next)) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        try (var platform = change(next, new MasterKey.Passphrase("correct horse"))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        try (var platform = open(new MasterKey.Passphrase("correct horse"))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
    }

    @Test
    void aChangeThatWasStoppedBeforeItWasKeptIsDoneAgain() throws Exception {
        byte[] sealed;
        try (var platform = open(new MasterKey.Beside())) {
            sealed = platform.seal().wrap("c", SECRET);
        }
        // The new key's file was made, and the process killed before the directory's key lay under it.
        var file = folder.resolve("next-key");
        new KeyFile(file).make(new byte[MasterKey.BYTES]);
        try (var platform = change(new MasterKey.Beside(), new MasterKey.InFile(file))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        try (var platform = open(new MasterKey.InFile(file))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
    }

    @Test
    void aFormerKeyThatIsNotTheOneChangesNothing() {
        open(new MasterKey.Beside()).close();
        var next = new MasterKey.InFile(folder.resolve("next-key"));
        assertThatThrownBy(() -> change(new MasterKey.Given("00".repeat(MasterKey.BYTES)), next))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("Nothing was changed");
        assertThat(folder.resolve("next-key")).doesNotExist();
        open(new MasterKey.Beside()).close();
    }

    @Test
    void aDirectoryOfTheFirstDaysOpensAndItsMasterKeyIsChanged() throws Exception {
        var key = new byte[MasterKey.BYTES];
        key[0] = 7;
        var salt = new byte[16];
        var first = new AesSeal(key, bytes -> new byte[bytes]);
        var proof =
                first.wrap("tarn/master-key-check", "the master key of these data".getBytes(StandardCharsets.US_ASCII));
        var kept = new byte[salt.length + proof.length];
        System.arraycopy(proof, 0, kept, salt.length, proof.length);
        var sealed = first.wrap("c", SECRET);
        var master = new MasterKey.Given(HexFormat.of().formatHex(key));
        IntFunction<byte[]> random = byte[]::new;

        var opened = new Sealing(master, null, folder, random).seal(Optional.of(kept), any -> {
            throw new AssertionError("nothing is to be kept");
        });
        assertThat(opened.open("c", sealed)).isEqualTo(SECRET);
        var later = new AtomicReference<byte[]>();
        var next = new MasterKey.Given("11".repeat(MasterKey.BYTES));
        new Sealing(next, master, folder, random).seal(Optional.of(kept), later::set);
        var changed = new Sealing(next, null, folder, random).seal(Optional.ofNullable(later.get()), any -> {});
        assertThat(changed.open("c", sealed)).isEqualTo(SECRET);
    }

    @Test
    void aLostMasterKeyRefusesAndNothingIsMade() throws Exception {
        byte[] sealed;
        try (var platform = open(new MasterKey.Beside())) {
            sealed = platform.seal().wrap("c", SECRET);
        }
        var file = data().resolve("master-key");
        var away = folder.resolve("away");
        Files.move(file, away);

        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("missing")
                .hasMessageContaining("Nothing was changed");
        assertThat(file).doesNotExist();

        Files.move(away, file);
        try (var platform = open(new MasterKey.Beside())) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
    }

    @Test
    void anothersMasterKeyRefuses() throws Exception {
        open(new MasterKey.Beside()).close();
        var file = data().resolve("master-key");
        Files.writeString(file, "ab".repeat(32) + "\n");

        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("is not the one");
        assertThat(file).hasContent("ab".repeat(32));
    }

    @Test
    void aDamagedOrOpenKeyFileRefuses() throws Exception {
        open(new MasterKey.Beside()).close();
        var file = data().resolve("master-key");
        var text = Files.readString(file);
        Files.writeString(file, text.substring(10));
        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("damaged");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("open to others");
    }

    @Test
    void theKeyFileMayLieElsewhereAndBeTheOperatorsOwn() throws Exception {
        var file = folder.resolve("keys/mine");
        open(new MasterKey.InFile(file)).close();
        assertThat(file).exists();
        assertThat(data().resolve("master-key")).doesNotExist();
        open(new MasterKey.InFile(file)).close();
        assertThatThrownBy(() -> open(new MasterKey.Beside()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("missing");
    }

    @Test
    void aPassphraseLeavesNoKeyOnDisk() throws Exception {
        byte[] sealed;
        try (var platform = open(new MasterKey.Passphrase("correct horse battery"))) {
            sealed = platform.seal().wrap("c", SECRET);
        }
        assertThat(data().resolve("master-key")).doesNotExist();
        try (var platform = open(new MasterKey.Passphrase("correct horse battery"))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        assertThatThrownBy(() -> open(new MasterKey.Passphrase("incorrect horse battery")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("is not the one");
    }

    @Test
    void aCopyOpensWithTheSameMasterKeyOnly() throws Exception {
        var copy = folder.resolve("copy");
        var file = folder.resolve("mine");
        byte[] sealed;
        try (var platform = open(new MasterKey.InFile(file))) {
            sealed = platform.seal().wrap("c", SECRET);
            platform.checkpoint(copy);
        }
        var options = Options.durable().unsynced();
        try (var platform = LocalPlatform.open(copy, options.sealed(new MasterKey.InFile(file)))) {
            assertThat(platform.seal().open("c", sealed)).isEqualTo(SECRET);
        }
        assertThatThrownBy(() -> LocalPlatform.open(copy, options)).isInstanceOf(StoreFailure.class);
    }

    @Test
    void noFileHoldsASealedRecordOrAnAccessKeysSecretInClear() throws Exception {
        record Login(String name, String word) {}
        try (var platform = open(new MasterKey.Beside())) {
            var format = platform.seal().format("x/logins", Formats.record(Login.class));
            var logins = platform.store("x/logins", Scope.GLOBAL, format);
            logins.put(Key.of("ann"), new Login("ann", "open-sesame-42"));
            assertThat(logins.get(Key.of("ann"))).contains(new Login("ann", "open-sesame-42"));
            platform.accessKeys()
                    .put(new AccessKey(
                            "AKIA1", "wJalrXUtnFEMI", "a-session-token", Instant.EPOCH, "1", "p", "u", true));
        }
        for (var secret : List.of("open-sesame-42", "wJalrXUtnFEMI", "a-session-token")) {
            assertThat(files()).isNotEmpty().noneMatch(file -> holds(file, secret));
        }
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(data())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
