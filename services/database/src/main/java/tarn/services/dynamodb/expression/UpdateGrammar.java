package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tarn.services.dynamodb.expression.Token.Kind;

/** Reads updates: SET, REMOVE, ADD and DELETE, each at most once. */
final class UpdateGrammar {

    private final Syntax syntax;
    private final List<Action> actions = new ArrayList<>();

    private UpdateGrammar(Syntax syntax) {
        this.syntax = syntax;
    }

    static Template read(String text) {
        var syntax = new Syntax(text, Function.Place.UPDATE);
        return syntax.finish(new UpdateGrammar(syntax).actions());
    }

    private Action.Several actions() {
        var seen = new HashSet<String>();
        String twice = "";
        do {
            var name = syntax.peek().text().toUpperCase(Locale.ROOT);
            section();
            if (!seen.add(name) && twice.isEmpty()) {
                twice = name;
            }
        } while (syntax.peek().kind() == Kind.KEYWORD);
        if (!twice.isEmpty()) {
            syntax.fault("The \"" + twice + "\" section can only be used once in an update expression;");
        }
        return new Action.Several(actions);
    }

    private void section() {
        if (syntax.takeKeyword("SET")) {
            each(this::set);
        } else if (syntax.takeKeyword("REMOVE")) {
            each(() -> new Action.Remove(syntax.path()));
        } else if (syntax.takeKeyword("ADD")) {
            each(() -> new Action.Add(syntax.path(), syntax.value()));
        } else if (syntax.takeKeyword("DELETE")) {
            each(() -> new Action.Delete(syntax.path(), syntax.value()));
        } else {
            throw syntax.unexpected();
        }
    }

    private void each(Supplier<Action> action) {
        do {
            actions.add(action.get());
        } while (syntax.takeSign(","));
    }

    private Action set() {
        var path = syntax.path();
        syntax.expectSign("=");
        return new Action.Set(path, value());
    }

    /** What is set: an operand, or two with a sign between, all of it in parentheses or not. */
    private Operand value() {
        if (syntax.peek().isSign("(") && !isArithmetic(syntax.behindParentheses())) {
            syntax.noteParentheses();
            syntax.next();
            var value = syntax.deeper(this::value);
            syntax.expectSign(")");
            return value;
        }
        var left = syntax.atFunction() && !isArithmetic(syntax.behindCall()) ? syntax.call(false) : syntax.operand();
        if (!isArithmetic(syntax.peek())) {
            return left;
        }
        syntax.countOperator();
        boolean isDifference = syntax.next().isSign("-");
        return new Operand.Sum(left, syntax.operand(), isDifference);
    }

    private static boolean isArithmetic(Token token) {
        return token.isSign("+") || token.isSign("-");
    }
}
