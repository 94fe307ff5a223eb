package tarn.services.s3;

/** Entity tags as clients send them in conditions: quoted or not, weak or not, several, or {@code *} for any. */
final class EntityTags {

    /** Whether a condition's value names this tag. */
    static boolean match(String given, String etag) {
        for (var one : given.split(",", -1)) {
            var tag = plain(one);
            if (tag.equals("*") || tag.equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** A tag without quotes and weakness. */
    static String plain(String given) {
        var tag = given.strip();
        if (tag.startsWith("W/")) {
            tag = tag.substring(2);
        }
        if (tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
            tag = tag.substring(1, tag.length() - 1);
        }
        return tag;
    }

    private EntityTags() {}
}
