package tarn.services.dynamodb.expression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The names that an expression must hide behind a placeholder.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
 */
final class ReservedWords {

    private static final String LIST = "reserved-words.txt";
    private static final Set<String> WORDS = read();

    private ReservedWords() {}

    static boolean contains(String name) {
        return WORDS.contains(name.toUpperCase(Locale.ROOT));
    }

    static int count() {
        return WORDS.size();
    }

    private static Set<String> read() {
        try (var list = Objects.requireNonNull(ReservedWords.class.getResourceAsStream(LIST), LIST)) {
            return Set.of(new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
