package tarn.authorization;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Caller;
import tarn.policy.Guard;

/**
 * The ARNs that an operation touches, over the members of its request: <code>arn:aws:s3:::{Bucket}/{Key}</code>.
 *
 * <p><code>{region}</code> and <code>{account}</code> are the caller's. <code>{Member|default}</code> says what stands for
 * an absent member ({@code @account} the caller's account), which is a star otherwise. <code>{Member~kind}</code> is what the service's guard makes of it;
 * <code>~role</code> is known everywhere: the ARN of a role that may be given by its name.
 */
final class Template {

    private sealed interface Piece {
        record Fixed(String text) implements Piece {}

        record Region() implements Piece {}

        record Account() implements Piece {}

        record Value(
                @Nullable Member member,
                @Nullable String otherwise,
                @Nullable String kind) implements Piece {}
    }

    private final List<Piece> pieces;

    private Template(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if the request has no such member
     */
    static Template of(SdkPojo sample, String text) {
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("A brace is not closed in " + text);
            }
            pieces.add(new Piece.Fixed(text.substring(at, open)));
            pieces.add(piece(sample, text.substring(open + 1, close)));
            at = close + 1;
        }
        pieces.add(new Piece.Fixed(text.substring(at)));
        return new Template(List.copyOf(pieces));
    }

    private static Piece piece(SdkPojo sample, String inside) {
        if (inside.equals("region")) {
            return new Piece.Region();
        }
        if (inside.equals("account")) {
            return new Piece.Account();
        }
        int tilde = inside.indexOf('~');
        var kind = tilde < 0 ? null : inside.substring(tilde + 1);
        var path = tilde < 0 ? inside : inside.substring(0, tilde);
        int bar = path.indexOf('|');
        var otherwise = bar < 0 ? null : path.substring(bar + 1);
        path = bar < 0 ? path : path.substring(0, bar);
        return new Piece.Value(path.isEmpty() ? null : Member.of(sample, path), otherwise, kind);
    }

    /** The ARNs in a request, one for each element of the lists it goes through. */
    List<String> in(SdkRequest request, Caller caller, Guard guard) {
        List<String> arns = List.of("");
        for (var piece : pieces) {
            var values = values(piece, request, caller, guard);
            if (values.size() == 1) {
                var only = values.getFirst();
                arns = only.isEmpty()
                        ? arns
                        : arns.stream().map(arn -> arn + only).toList();
                continue;
            }
            var next = new ArrayList<String>(arns.size() * values.size());
            for (var arn : arns) {
                values.forEach(value -> next.add(arn + value));
            }
            arns = next;
        }
        return arns;
    }

    private static List<String> values(Piece piece, SdkRequest request, Caller caller, Guard guard) {
        return switch (piece) {
            case Piece.Fixed(var text) -> List.of(text);
            case Piece.Region() -> List.of(caller.region());
            case Piece.Account() -> List.of(caller.account());
            case Piece.Value(var member, var otherwise, var kind) -> {
                var given = member == null ? List.<String>of() : member.texts(request);
                if (given.isEmpty() && (member == null || !member.filtered())) {
                    given = List.of(absent(otherwise, kind, caller));
                }
                yield kind == null
                        ? given
                        : given.stream()
                                .map(reference -> arn(kind, reference, request, caller, guard))
                                .toList();
            }
        };
    }

    private static String absent(@Nullable String otherwise, @Nullable String kind, Caller caller) {
        if (otherwise != null) {
            return otherwise.equals("@account") ? caller.account() : otherwise;
        }
        return kind != null ? "" : "*";
    }

    private static String arn(String kind, String reference, SdkRequest request, Caller caller, Guard guard) {
        if (!kind.equals("role")) {
            return guard.arn(kind, reference, request);
        }
        if (reference.startsWith("arn:")) {
            return reference;
        }
        var path = reference.startsWith("/") ? reference : "/" + reference;
        return reference.isEmpty()
                ? "*"
                : caller.globalArn("iam", "role" + path).toString();
    }
}
