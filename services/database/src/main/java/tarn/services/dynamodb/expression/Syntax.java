package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.expression.Path.Step;
import tarn.services.dynamodb.expression.Token.Kind;

/**
 * What the grammars of all expressions share: the pieces one after the other, paths, operands, and the faults that do not
 * depend on a request's names and values.
 *
 * <p>Those faults are told in the order of the text, but redundant parentheses before all others; and all of them only of
 * an expression that can be read to its end.
 */
final class Syntax {

    static final int EXPRESSION_BYTES_MAX = 4_096;
    static final int OPERATORS_MAX = 300;
    static final int PATH_STEPS_MAX = 32;

    /** Parentheses in parentheses, deeper than which some must be redundant, since there are no more operators. */
    private static final int DEPTH_MAX = OPERATORS_MAX + 100;

    private static final String REDUNDANT = "The expression has redundant parentheses;";

    private final String text;
    private final List<Token> tokens;
    private final int[] partners;
    private final List<PathText> paths = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final Function.Place place;
    private int at;
    private int depth;
    private int operators;
    private boolean redundant;
    private @Nullable String fault;

    Syntax(String text, Function.Place place) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
        this.partners = partners(tokens);
        this.place = place;
    }

    /** For each opening parenthesis where the one is that closes it; -1 for everything else. */
    private static int[] partners(List<Token> tokens) {
        var partners = new int[tokens.size()];
        var open = new ArrayList<Integer>();
        for (int i = 0; i < partners.length; i++) {
            partners[i] = -1;
            if (tokens.get(i).isSign("(")) {
                open.add(i);
            } else if (tokens.get(i).isSign(")") && !open.isEmpty()) {
                partners[open.removeLast()] = i;
            }
        }
        return partners;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        var token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean takeSign(String sign) {
        if (peek().isSign(sign)) {
            at++;
            return true;
        }
        return false;
    }

    boolean takeKeyword(String keyword) {
        if (peek().isKeyword(keyword)) {
            at++;
            return true;
        }
        return false;
    }

    void expectSign(String sign) {
        if (!takeSign(sign)) {
            throw unexpected();
        }
    }

    void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
    }

    /** The piece at hand cannot stand where it does. AWS shows it with its neighbours. */
    InvalidExpressionException unexpected() {
        int from = at == 0 ? 0 : tokens.get(at - 1).start();
        int to = tokens.get(Math.min(at + 1, tokens.size() - 1)).end();
        return new InvalidExpressionException(
                "Syntax error; token: \"" + peek().text() + "\", near: \"" + text.substring(from, to) + "\"");
    }

    /** A fault that does not keep us from reading on; the first one counts. */
    void fault(String message) {
        if (fault == null) {
            fault = message;
        }
    }

    void countOperator() {
        operators++;
    }

    /** Ends the reading: what was found on the way is told now. */
    Template finish(Object root) {
        expectEnd();
        if (redundant) {
            throw new InvalidExpressionException(REDUNDANT);
        }
        if (fault != null) {
            throw new InvalidExpressionException(fault);
        }
        if (operators > OPERATORS_MAX) {
            throw new InvalidExpressionException(
                    "The expression contains too many operators; operator count: " + operators);
        }
        return new Template(root, List.copyOf(paths), List.copyOf(values));
    }

    /** Does what lies one level deeper. */
    <T> T deeper(Supplier<T> read) {
        if (++depth > DEPTH_MAX) {
            throw new InvalidExpressionException(REDUNDANT);
        }
        var result = read.get();
        depth--;
        return result;
    }

    /** Notes whether the parentheses that open here enclose nothing but parentheses. */
    void noteParentheses() {
        redundant |= partners[at] > 0 && tokens.get(at + 1).isSign("(") && partners[at + 1] == partners[at] - 1;
    }

    /** What follows the parentheses that open here; the end if they are not closed. */
    Token behindParentheses() {
        return partners[at] < 0 ? tokens.getLast() : tokens.get(partners[at] + 1);
    }

    /** A path, at a place of its own among the expression's. */
    Operand.PathAt path() {
        var steps = new ArrayList<Step>();
        steps.add(name());
        while (true) {
            if (takeSign(".")) {
                steps.add(name());
            } else if (takeSign("[")) {
                steps.add(index());
                expectSign("]");
            } else {
                break;
            }
        }
        if (steps.size() > PATH_STEPS_MAX) {
            fault("The document path has too many nesting levels; nesting levels: " + steps.size());
        }
        paths.add(PathText.of(steps));
        return new Operand.PathAt(paths.size() - 1);
    }

    private Step name() {
        if (peek().kind() == Kind.NAME) {
            var name = next().text();
            if (ReservedWords.contains(name)) {
                fault("Attribute name is a reserved keyword; reserved keyword: " + name);
            }
            return new Step.Name(name);
        }
        if (peek().kind() == Kind.NAME_PLACEHOLDER) {
            return new Step.Name(next().text());
        }
        throw unexpected();
    }

    private Step index() {
        if (peek().kind() != Kind.NUMBER) {
            throw unexpected();
        }
        var written = next().text();
        try {
            return new Step.Index(Integer.parseInt(written));
        } catch (NumberFormatException e) {
            fault("List index is not within the allowable range; index: [" + written + "]");
            return new Step.Index(Integer.MAX_VALUE);
        }
    }

    /** A value's placeholder. */
    Operand.ValueAt value() {
        if (peek().kind() != Kind.VALUE_PLACEHOLDER) {
            throw unexpected();
        }
        values.add(next().text());
        return new Operand.ValueAt(values.size() - 1);
    }

    /** An operand, in parentheses or not. */
    Operand operand() {
        if (peek().isSign("(")) {
            noteParentheses();
            at++;
            var operand = deeper(this::operand);
            expectSign(")");
            return operand;
        }
        if (peek().kind() == Kind.VALUE_PLACEHOLDER) {
            return value();
        }
        if (atFunction()) {
            return call(true);
        }
        return path();
    }

    /** Whether there is such a piece, before its next one, in the parentheses that open here. */
    boolean enclosesAny(BiPredicate<Token, Token> such) {
        int end = partners[at] < 0 ? tokens.size() - 1 : partners[at];
        for (int i = at + 1; i < end; i++) {
            if (such.test(tokens.get(i), tokens.get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    /** What follows the call that begins here. */
    Token behindCall() {
        return partners[at + 1] < 0 ? tokens.getLast() : tokens.get(partners[at + 1] + 1);
    }

    /** Whether a function is called here. */
    boolean atFunction() {
        return peek().kind() == Kind.NAME && tokens.get(at + 1).isSign("(");
    }

    /**
     * A function's call.
     *
     * @param nested whether it stands for an operand, which not all may
     */
    Operand.Call call(boolean nested) {
        var name = next().text();
        var function = Function.named(name);
        countOperator();
        if (function == null) {
            fault("Invalid function name; function: " + name);
        } else if (function.place() != place) {
            fault("The function is not allowed in " + place.article() + " expression; function: " + name);
        } else if (nested ? !function.isOperand() : !function.isWhole()) {
            fault("The function is not allowed to be used this way in an expression; function: " + name);
        }
        expectSign("(");
        var arguments = new ArrayList<Operand>();
        do {
            arguments.add(deeper(this::operand));
        } while (takeSign(","));
        expectSign(")");
        return new Operand.Call(function == null ? Function.SIZE : function, arguments);
    }
}
