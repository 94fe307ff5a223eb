package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import tarn.services.dynamodb.expression.Token.Kind;

/** Reads conditions, filters and key conditions: OR over AND over NOT over comparisons, functions and parentheses. */
final class ConditionGrammar {

    private final Syntax syntax;

    private ConditionGrammar(Syntax syntax) {
        this.syntax = syntax;
    }

    static Template read(String text) {
        var syntax = new Syntax(text, Function.Place.CONDITION);
        return syntax.finish(new ConditionGrammar(syntax).any());
    }

    private Node any() {
        var nodes = new ArrayList<Node>();
        nodes.add(all());
        while (syntax.takeKeyword("OR")) {
            syntax.countOperator();
            nodes.add(all());
        }
        return nodes.size() == 1 ? nodes.getFirst() : new Node.Any(nodes);
    }

    private Node all() {
        var nodes = new ArrayList<Node>();
        nodes.add(negated());
        while (syntax.takeKeyword("AND")) {
            syntax.countOperator();
            nodes.add(negated());
        }
        return nodes.size() == 1 ? nodes.getFirst() : new Node.All(nodes);
    }

    private Node negated() {
        if (syntax.takeKeyword("NOT")) {
            syntax.countOperator();
            return new Node.Not(syntax.deeper(this::negated));
        }
        return single();
    }

    private Node single() {
        if (syntax.peek().isSign("(") && !opensOperand()) {
            syntax.noteParentheses();
            syntax.next();
            var inner = syntax.deeper(this::any);
            syntax.expectSign(")");
            return inner;
        }
        if (syntax.atFunction() && !continues(syntax.behindCall())) {
            return syntax.call(false);
        }
        return compared(syntax.operand());
    }

    /**
     * Whether the parentheses at hand are an operand's: nothing in them tests. If that is because all of it is a call,
     * what follows decides.
     */
    private boolean opensOperand() {
        if (syntax.enclosesAny((token, next) -> continues(token) || token.kind() == Kind.KEYWORD)) {
            return false;
        }
        return continues(syntax.behindParentheses())
                || !syntax.enclosesAny((token, next) -> token.kind() == Kind.NAME && next.isSign("("));
    }

    private static boolean continues(Token token) {
        return (token.kind() == Kind.SIGN && Comparator.of(token.text()) != null)
                || token.isKeyword("BETWEEN")
                || token.isKeyword("IN");
    }

    private Node compared(Operand operand) {
        if (syntax.takeKeyword("BETWEEN")) {
            syntax.countOperator();
            var low = syntax.operand();
            if (!syntax.takeKeyword("AND")) {
                throw syntax.unexpected();
            }
            return new Node.Between(operand, low, syntax.operand());
        }
        if (syntax.takeKeyword("IN")) {
            syntax.countOperator();
            syntax.expectSign("(");
            var among = new ArrayList<Operand>();
            do {
                among.add(syntax.operand());
            } while (syntax.takeSign(","));
            syntax.expectSign(")");
            return in(operand, among);
        }
        var comparator =
                syntax.peek().kind() == Kind.SIGN ? Comparator.of(syntax.peek().text()) : null;
        if (comparator == null) {
            throw syntax.unexpected();
        }
        syntax.next();
        syntax.countOperator();
        return new Node.Comparison(comparator, operand, syntax.operand());
    }

    private Node in(Operand operand, List<Operand> among) {
        if (among.size() > Node.In.OPERANDS_MAX) {
            syntax.fault("The IN operator is provided with too many operands; number of operands: " + among.size());
        }
        return new Node.In(operand, among);
    }
}
