package tarn.services.dynamodb.expression;

/**
 * What a request's expressions, or the older parameters that stand for them, have wrong. The message is AWS's; whoever
 * asked says in which error it is told: on its own as a {@code ValidationException}.
 */
public final class InvalidExpressionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidExpressionException(String message) {
        super(message, null, false, false);
    }
}
