package tarn.services.glue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a crawler names its tables: by folder or file, in lower case, with the prefix it was given. */
final class TableNames {

    private static final int LENGTH_MAX = 255;
    private static final int HASH_LENGTH = 32;

    private TableNames() {}

    /** The name of a table of a folder or file. */
    static String of(@Nullable String prefix, String source) {
        var name = source.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        var whole = (prefix == null ? "" : prefix.toLowerCase(Locale.ROOT)) + name;
        return whole.substring(0, Math.min(whole.length(), LENGTH_MAX));
    }

    /** The name where another table has that name already: AWS adds a hash. */
    static String distinct(String name, String location) {
        var kept = name.substring(0, Math.min(name.length(), LENGTH_MAX - HASH_LENGTH - 1));
        try {
            var md5 = MessageDigest.getInstance("MD5").digest(location.getBytes(StandardCharsets.UTF_8));
            return kept + "_" + HexFormat.of().formatHex(md5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }
}
