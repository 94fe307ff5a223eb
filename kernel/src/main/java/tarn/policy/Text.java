package tarn.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy that may hold variables: {@code ${aws:username}}, {@code ${key, 'default'}}, and <code>${*}</code>,
 * <code>${?}</code>, <code>${$}</code> for the characters themselves. Only documents of version 2012-10-17 have variables.
 *
 * <p>What a variable brings in is plain text, whatever characters it has. A variable of a key that has no value, or more
 * than one, has no value.
 */
final class Text {

    /** How a text is compared. */
    enum Form {
        /** As it is. */
        PLAIN,
        /** With wildcards. */
        WILD,
        /** With wildcards, part by part. */
        ARN
    }

    private sealed interface Piece {
        record Fixed(String text, boolean wild) implements Piece {}

        record Variable(String key, @Nullable String otherwise) implements Piece {}
    }

    private final Form form;
    private final List<Piece> pieces;
    private final @Nullable String plain;
    private final @Nullable Glob glob;

    private Text(Form form, List<Piece> pieces) {
        this.form = form;
        boolean fixed = pieces.stream().allMatch(Piece.Fixed.class::isInstance);
        this.pieces = fixed ? List.of() : List.copyOf(pieces);
        this.plain = fixed ? String.valueOf(plain(pieces, Context.NONE)) : null;
        this.glob = fixed && form != Form.PLAIN ? glob(pieces, Context.NONE, form) : null;
    }

    static Text of(String text, Form form, boolean variables) {
        var pieces = new ArrayList<Piece>();
        int at = 0;
        while (variables) {
            int open = text.indexOf("${", at);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            pieces.add(new Piece.Fixed(text.substring(at, open), true));
            pieces.add(piece(text.substring(open + 2, close)));
            at = close + 1;
        }
        pieces.add(new Piece.Fixed(text.substring(at), true));
        return new Text(form, pieces);
    }

    private static Piece piece(String inside) {
        var name = inside.strip();
        if (name.equals("*") || name.equals("?") || name.equals("$")) {
            return new Piece.Fixed(name, false);
        }
        int comma = name.indexOf(',');
        if (comma < 0) {
            return new Piece.Variable(name.toLowerCase(Locale.ROOT), null);
        }
        var otherwise = name.substring(comma + 1).strip();
        boolean quoted = otherwise.length() >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'");
        return new Piece.Variable(
                name.substring(0, comma).strip().toLowerCase(Locale.ROOT),
                quoted ? otherwise.substring(1, otherwise.length() - 1) : null);
    }

    /** Whether it stands as it is, without variables. */
    boolean isFixed() {
        return pieces.isEmpty();
    }

    /** The text as it is in a request; null if a variable has no value. */
    @Nullable
    String in(Context context) {
        return plain != null ? plain : plain(pieces, context);
    }

    /** Whether another text meets this one with its wildcards; null if a variable has no value. */
    @Nullable
    Boolean matches(String other, Context context) {
        if (form == Form.PLAIN) {
            var text = in(context);
            return text == null ? null : (Boolean) text.equals(other);
        }
        var pattern = glob != null ? glob : glob(pieces, context, form);
        return pattern == null ? null : (Boolean) pattern.matches(other);
    }

    private static @Nullable String plain(List<Piece> pieces, Context context) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            var value = value(piece, context);
            if (value == null) {
                return null;
            }
            text.append(value);
        }
        return text.toString();
    }

    private static @Nullable Glob glob(List<Piece> pieces, Context context, Form form) {
        var codes = new ArrayList<int[]>();
        int length = 0;
        for (var piece : pieces) {
            var value = value(piece, context);
            if (value == null) {
                return null;
            }
            var part = Glob.codes(value, piece instanceof Piece.Fixed fixed && fixed.wild());
            codes.add(part);
            length += part.length;
        }
        var all = new int[length];
        int at = 0;
        for (var part : codes) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return Glob.of(all, form == Form.ARN);
    }

    private static @Nullable String value(Piece piece, Context context) {
        return switch (piece) {
            case Piece.Fixed(var text, var _) -> text;
            case Piece.Variable(var key, var otherwise) -> {
                var values = context.values(key);
                yield values.size() == 1 ? values.getFirst() : values.isEmpty() ? otherwise : null;
            }
        };
    }
}
