package tarn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import tarn.kernel.AccessKeys;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Ids;

/**
 * The access key of an account's root user, made when signatures are first enforced: without it nobody could make the
 * first IAM user. That of the default account is kept in the file {@code root-key} of the data directory, those of others in
 * {@code root-key-<account>}, for their owner's eyes only.
 *
 * @param id the access key id
 * @param secret the secret that signs
 */
record RootKey(String id, String secret) {

    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** A new key. */
    static RootKey made(Ids ids) {
        return new RootKey("AKIA" + ids.random(ID_LETTERS, 16), ids.random(SECRET_LETTERS, 40));
    }

    /** The key in a file, made on first use. */
    static RootKey of(Path file, Ids ids) throws IOException {
        if (Files.exists(file)) {
            var lines = Files.readAllLines(file);
            if (lines.size() == 2) {
                return new RootKey(lines.get(0), lines.get(1));
            }
            throw new IOException("The file " + file + " is damaged: it should have two lines, an id and a secret");
        }
        var key = made(ids);
        var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, mine);
        Files.write(file, List.of(key.id(), key.secret()), StandardOpenOption.TRUNCATE_EXISTING);
        return key;
    }

    /** Lets requests be signed with it. */
    void admit(AccessKeys keys, String account) {
        keys.put(new AccessKey(id, secret, null, null, account, "arn:aws:iam::" + account + ":root", account, true));
    }
}
