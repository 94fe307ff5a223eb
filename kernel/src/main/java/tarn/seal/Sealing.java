package tarn.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tarn.store.StoreFailure;

/**
 * How a data directory gets its {@link Seal}: the master key is found, or made for a directory that has none yet, and
 * proved against the check that lies among the records. A key that is lost or another's refuses, and writes nothing.
 *
 * @param master where the key comes from
 * @param folder the data directory
 * @param random where bytes of chance come from
 */
public record Sealing(MasterKey master, Path folder, IntFunction<byte[]> random) {

    private static final String CHECK = "tarn/master-key-check";
    private static final byte[] CHECKED = "the master key of these data".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;

    // OWASP's figure for PBKDF2 with HMAC-SHA512; about a tenth of a second.
    private static final int ROUNDS = 210_000;

    /**
     * The seal of the directory.
     *
     * @param check the check that is kept among the records; empty before the first start
     * @param keep keeps the check durably
     * @throws StoreFailure if the master key is not there, or not the one that the data are sealed with
     */
    public Seal seal(Optional<byte[]> check, Consumer<byte[]> keep) throws IOException {
        if (check.isEmpty()) {
            var salt = random.apply(SALT_BYTES);
            var seal = new AesSeal(madeKey(salt), random);
            var proof = seal.wrap(CHECK, CHECKED);
            keep.accept(ByteBuffer.allocate(SALT_BYTES + proof.length)
                    .put(salt)
                    .put(proof)
                    .array());
            return seal;
        }
        var kept = check.get();
        var seal = new AesSeal(presentKey(Arrays.copyOf(kept, SALT_BYTES)), random);
        try {
            seal.open(CHECK, Arrays.copyOfRange(kept, SALT_BYTES, kept.length));
            return seal;
        } catch (BrokenSealException e) {
            throw new StoreFailure(
                    "The master key " + whence() + " is not the one that the data in " + folder
                            + " are sealed with; start with the right one. Nothing was changed",
                    e);
        }
    }

    private byte[] madeKey(byte[] salt) throws IOException {
        return switch (master) {
            case MasterKey.Beside() -> madeOrFound(beside());
            case MasterKey.InFile(var file) -> madeOrFound(new KeyFile(file));
            case MasterKey.Passing(), MasterKey.Given _, MasterKey.Passphrase _ -> presentKey(salt);
        };
    }

    private byte[] madeOrFound(KeyFile file) throws IOException {
        if (!file.exists()) {
            file.make(random.apply(MasterKey.BYTES));
        }
        return file.read();
    }

    private byte[] presentKey(byte[] salt) throws IOException {
        return switch (master) {
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

    private String whence() {
        return switch (master) {
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
