package tarn.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use a bucket, and how: one rule of its CORS configuration.
 *
 * @param origins such as {@code https://*.example.com}, with one wildcard at most
 * @param methods in upper case
 * @param headers which headers a preflight request may announce, with one wildcard each at most
 * @param exposed which headers of an answer a page may see
 * @param maxAgeSeconds how long a browser may remember the answer to a preflight request
 */
public record CrossOriginRule(
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        @Nullable Integer maxAgeSeconds) {

    /** The origin pattern by which the rule admits a page that uses a method; empty if it does not. */
    public Optional<String> admits(String origin, String method) {
        return methods.contains(method)
                ? origins.stream().filter(pattern -> matches(pattern, origin)).findFirst()
                : Optional.empty();
    }

    /** Whether all of these headers may be sent. */
    public boolean admits(List<String> announced) {
        return announced.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .allMatch(name ->
                        headers.stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name)));
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equals(text)
                : text.length() >= pattern.length() - 1
                        && text.startsWith(pattern.substring(0, star))
                        && text.endsWith(pattern.substring(star + 1));
    }
}
