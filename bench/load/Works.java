import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** Finds works by name, and what they have in common. */
final class Works {

    static final long MB = 1 << 20;

    /**
     * A work by its name, such as {@code objects/put-1k}: the family is a class here, which has its works in a map
     * {@code WORKS}.
     */
    static Work named(String name) {
        int slash = name.indexOf('/');
        var family = Character.toUpperCase(name.charAt(0)) + name.substring(1, Math.max(slash, 1));
        try {
            @SuppressWarnings("unchecked")
            var works = (Map<String, Work>) Class.forName(family).getDeclaredField("WORKS").get(null);
            var work = works.get(name.substring(slash + 1));
            if (work == null) {
                throw new IllegalArgumentException("No such work: " + name + "; there are " + works.keySet());
            }
            return work;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("No such family of works: " + name, e);
        }
    }

    /** Bytes that do not compress, always the same. */
    static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what);
        }
    }

    private Works() {}
}
