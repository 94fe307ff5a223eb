package tarn.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import tarn.store.StoreFailure;

/**
 * How a data directory gets its {@link Seal}: the master key is found, or made for a directory that has none yet, and
 * proved against what lies among the records. A key that is lost or another's refuses, and writes nothing.
 *
 * <p>What seals is a key of the directory's own, made with it; it lies among the records, sealed by the master key. So the
 * master key is changed by one write: started with the new one and, as {@code former}, the one before, the directory's key
 * is sealed anew. Until that is on disk the former one opens, after it the new one; whoever is stopped in between starts
 * the same way again. In directories of Tarn's first days the master key seals itself, and stays the key that seals when
 * another one is set over it: there the former one is no secret less worth than before.
 *
 * @param master where the key comes from
 * @param former where the one before comes from, which it is to replace; null for none
 * @param folder the data directory
 * @param random where bytes of chance come from
 */
public record Sealing(MasterKey master, @Nullable MasterKey former, Path folder, IntFunction<byte[]> random) {

    private static final String OWN_KEY = "tarn/sealing-key";

    // What directories of the first days keep instead: a proof that the master key, which seals itself, is the right
    // one.
    private static final String CHECK = "tarn/master-key-check";
    private static final int SALT_BYTES = 16;

    // OWASP's figure for PBKDF2 with HMAC-SHA512; about a tenth of a second.
    private static final int ROUNDS = 210_000;

    /**
     * The seal of the directory.
     *
     * @param kept what is kept among the records: a salt, and the directory's key under the master key; empty before the
     *     first start
     * @param keep keeps it durably, in one write
     * @throws StoreFailure if the master key is not there, or not the one that the data are sealed with
     */
    public Seal seal(Optional<byte[]> kept, Consumer<byte[]> keep) throws IOException {
        if (kept.isEmpty()) {
            var own = random.apply(MasterKey.BYTES);
            keep(own, keep);
            return new AesSeal(own, random);
        }
        if (former == null) {
            var own = opened(kept.get(), presentKey(master, salt(kept.get())));
            return new AesSeal(own.orElseThrow(() -> wrong(master)), random);
        }
        var own = isThere(master) ? opened(kept.get(), presentKey(master, salt(kept.get()))) : Optional.<byte[]>empty();
        if (own.isEmpty()) {
            own = opened(kept.get(), presentKey(former, salt(kept.get())));
            keep(own.orElseThrow(() -> wrong(former)), keep);
        }
        return new AesSeal(own.get(), random);
    }

    private static byte[] salt(byte[] kept) {
        return Arrays.copyOf(kept, SALT_BYTES);
    }

    /** Keeps the directory's key under the master key, which is made if it is not there. */
    private void keep(byte[] own, Consumer<byte[]> keep) throws IOException {
        var salt = random.apply(SALT_BYTES);
        var sealed = new AesSeal(madeKey(salt), random).wrap(OWN_KEY, own);
        keep.accept(ByteBuffer.allocate(SALT_BYTES + sealed.length)
                .put(salt)
                .put(sealed)
                .array());
    }

    /** The key that seals; empty if that is not the master key. */
    private Optional<byte[]> opened(byte[] kept, byte[] key) {
        var seal = new AesSeal(key, random);
        var sealed = Arrays.copyOfRange(kept, SALT_BYTES, kept.length);
        try {
            return Optional.of(seal.open(OWN_KEY, sealed));
        } catch (BrokenSealException e) {
            try {
                seal.open(CHECK, sealed);
                return Optional.of(key);
            } catch (BrokenSealException neither) {
                return Optional.empty();
            }
        }
    }

    private StoreFailure wrong(MasterKey key) {
        return new StoreFailure("The master key " + whence(key) + " is not the one that the data in " + folder
                + " are sealed with; start with the right one. Nothing was changed");
    }

    private boolean isThere(MasterKey key) {
        return switch (key) {
            case MasterKey.Beside() -> beside().exists();
            case MasterKey.InFile(var file) -> new KeyFile(file).exists();
            case MasterKey.Passing(), MasterKey.Given _, MasterKey.Passphrase _ -> true;
        };
    }

    private byte[] madeKey(byte[] salt) throws IOException {
        return switch (master) {
            case MasterKey.Beside() -> madeOrFound(beside());
            case MasterKey.InFile(var file) -> madeOrFound(new KeyFile(file));
            case MasterKey.Passing(), MasterKey.Given _, MasterKey.Passphrase _ -> presentKey(master, salt);
        };
    }

    private byte[] madeOrFound(KeyFile file) throws IOException {
        if (!file.exists()) {
            file.make(random.apply(MasterKey.BYTES));
        }
        return file.read();
    }

    private byte[] presentKey(MasterKey key, byte[] salt) throws IOException {
        return switch (key) {
            case MasterKey.Passing() -> random.apply(MasterKey.BYTES);
            case MasterKey.Given(var digits) -> HexFormat.of().parseHex(digits);
            case MasterKey.Beside() -> present(beside());
            case MasterKey.InFile(var file) -> present(new KeyFile(file));
            case MasterKey.Passphrase(var text) -> derived(text, salt);
        };
    }

    private KeyFile beside() {
        return new KeyFile(folder.resolve("master-key"));
    }

    private byte[] present(KeyFile file) throws IOException {
        if (!file.exists()) {
            throw new StoreFailure("The master key file " + file.file() + " is missing, and the secrets in " + folder
                    + " cannot be opened without it: put it back from where you keep a copy, or name it with"
                    + " --master-key-file. Nothing was changed");
        }
        return file.read();
    }

    private String whence(MasterKey key) {
        return switch (key) {
            case MasterKey.Passing(), MasterKey.Given _ -> "of this process";
            case MasterKey.Beside() -> "in " + beside().file();
            case MasterKey.InFile(var file) -> "in " + file;
            case MasterKey.Passphrase _ -> "of the passphrase";
        };
    }

    private static byte[] derived(String passphrase, byte[] salt) {
        try {
            var spec = new PBEKeySpec(passphrase.toCharArray(), salt, ROUNDS, MasterKey.BYTES * Byte.SIZE);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has PBKDF2", e);
        }
    }
}
