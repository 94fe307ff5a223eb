package tarn.services.s3control;

import static tarn.services.s3control.GrantFaults.invalidLocation;

/** Prefixes of S3, {@code s3://bucket/prefix}, as access grants name them. */
final class Scopes {

    private static final String S3 = "s3://";

    /** The bucket of a prefix; refuses what names none. */
    static String bucket(String prefix) {
        if (!prefix.startsWith(S3) || prefix.length() == S3.length() || prefix.charAt(S3.length()) == '/') {
            throw invalidLocation();
        }
        return prefix.substring(S3.length()).split("/", 2)[0];
    }

    /** What stands behind the bucket of a prefix, without a slash before it. */
    static String key(String prefix) {
        var parts = prefix.substring(S3.length()).split("/", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /** Whether this is all of S3. */
    static boolean all(String prefix) {
        return prefix.equals(S3);
    }

    private Scopes() {}
}
