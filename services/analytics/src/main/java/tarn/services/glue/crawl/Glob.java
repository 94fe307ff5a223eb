package tarn.services.glue.crawl;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An exclude pattern: {@code *} and {@code ?} stay within a folder, {@code **} crosses folders, brackets hold a set of
 * characters, braces alternatives, a backslash takes a character as it is.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html#crawler-data-stores-exclude">
 *     Include and exclude patterns</a>
 */
public final class Glob {

    private final Pattern pattern;

    /** Compiles a pattern. Throws {@link IllegalArgumentException} if it is not well formed. */
    public Glob(String glob) {
        try {
            pattern = Pattern.compile(regex(glob));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Not a glob pattern: " + glob, e);
        }
    }

    /** Whether a path, relative to the include path, is meant. */
    boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** Whether a path is meant by one of them. */
    public static boolean any(List<Glob> globs, String path) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean crossing = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
                    regex.append(crossing ? ".*" : "[^/]*");
                    i += crossing ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = glob.indexOf(']', i + 2);
                    if (end < 0) {
                        throw new PatternSyntaxException("an open bracket", glob, i);
                    }
                    var set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                    regex.append('[')
                            .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                            .append(']');
                    i = end;
                }
                case '{' -> {
                    braces++;
                    regex.append("(?:");
                }
                case '}' -> {
                    regex.append(braces > 0 ? ")" : "\\}");
                    braces -= braces > 0 ? 1 : 0;
                }
                case ',' -> regex.append(braces > 0 ? '|' : ',');
                case '\\' -> {
                    i++;
                    regex.append(Pattern.quote(i < glob.length() ? glob.substring(i, i + 1) : "\\"));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
