package tarn.policy;

/**
 * A text with wildcards: {@code *} for any characters, {@code ?} for one.
 *
 * <p>Matching goes back to the last star only. What stands before it matched as early as it could, and a later match of it
 * could not help. So it takes at most as many steps as the text is long, times the longest stretch between two stars.
 */
final class Glob {

    /** Codes beyond all characters, so that a star which a variable brought in is a plain character. */
    private static final int ANY = 0x10000;

    private static final int ANY_BUT_COLON = 0x10001;
    private static final int ONE = 0x10002;

    private static final int ARN_PARTS = 6;

    private final int[] codes;

    /** What it begins with before the first wildcard: most texts differ there, and whole strings are compared fast. */
    private final String prefix;

    /** Whether nothing but a star over everything follows the prefix. */
    private final boolean open;

    private Glob(int[] codes) {
        int plain = 0;
        while (plain < codes.length && codes[plain] < ANY) {
            plain++;
        }
        this.codes = codes;
        this.prefix = new String(codes, 0, plain);
        this.open = plain == codes.length - 1 && codes[plain] == ANY;
    }

    /** A pattern whose stars reach over everything. */
    static Glob of(String pattern) {
        return new Glob(codes(pattern, true));
    }

    /**
     * A pattern of ARNs, part by part: a star reaches over colons only in the last part. What has fewer than six parts is
     * a pattern of the whole.
     */
    static Glob ofArn(String pattern) {
        return new Glob(arn(codes(pattern, true)));
    }

    /** A text that was put together of codes. */
    static Glob of(int[] codes, boolean arn) {
        return new Glob(arn ? arn(codes) : codes);
    }

    /** A text as codes. */
    static int[] codes(String text, boolean wildcards) {
        var codes = new int[text.length()];
        for (int i = 0; i < codes.length; i++) {
            char c = text.charAt(i);
            codes[i] = !wildcards ? c : c == '*' ? ANY : c == '?' ? ONE : c;
        }
        return codes;
    }

    private static int[] arn(int[] codes) {
        int colons = 0;
        for (int code : codes) {
            colons += code == ':' ? 1 : 0;
        }
        if (colons < ARN_PARTS - 1) {
            return codes;
        }
        var parted = codes.clone();
        int parts = 1;
        for (int i = 0; i < parted.length && parts < ARN_PARTS; i++) {
            if (parted[i] == ':') {
                parts++;
            } else if (parted[i] == ANY) {
                parted[i] = ANY_BUT_COLON;
            }
        }
        return parted;
    }

    boolean matches(String text) {
        if (!text.startsWith(prefix)) {
            return false;
        }
        if (open) {
            return true;
        }
        int at = prefix.length();
        int code = at;
        int star = -1;
        int covered = 0;
        while (at < text.length()) {
            int wanted = code < codes.length ? codes[code] : -1;
            if (wanted == ANY || wanted == ANY_BUT_COLON) {
                star = code++;
                covered = at;
            } else if (wanted == ONE || wanted == text.charAt(at)) {
                code++;
                at++;
            } else if (star >= 0 && (codes[star] == ANY || text.charAt(covered) != ':')) {
                code = star + 1;
                at = ++covered;
            } else {
                return false;
            }
        }
        while (code < codes.length && codes[code] >= ANY && codes[code] != ONE) {
            code++;
        }
        return code == codes.length;
    }
}
