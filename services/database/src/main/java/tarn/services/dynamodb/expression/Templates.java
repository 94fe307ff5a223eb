package tarn.services.dynamodb.expression;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Expressions of one grammar that have been read, by their text. Bounded by the length of all texts; when it is full it
 * begins anew, which costs less than keeping account of who was here last.
 */
final class Templates {

    private static final long CHARS_MAX = 400_000;

    private final Function<String, Template> grammar;
    private final ConcurrentHashMap<String, Template> known = new ConcurrentHashMap<>();
    private final AtomicLong chars = new AtomicLong();

    Templates(Function<String, Template> grammar) {
        this.grammar = grammar;
    }

    /** @throws InvalidExpressionException if it cannot be read, without the name of the parameter */
    Template of(String text) {
        var template = known.get(text);
        if (template == null) {
            template = read(text);
            if (chars.addAndGet(text.length()) > CHARS_MAX) {
                known.clear();
                chars.set(text.length());
            }
            known.put(text, template);
        }
        return template;
    }

    private Template read(String text) {
        if (text.isEmpty()) {
            throw new InvalidExpressionException("The expression can not be empty;");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > Syntax.EXPRESSION_BYTES_MAX) {
            throw new InvalidExpressionException(
                    "Expression size has exceeded the maximum allowed size; expression size: " + size);
        }
        return grammar.apply(text);
    }
}
