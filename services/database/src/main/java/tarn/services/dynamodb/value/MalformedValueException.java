package tarn.services.dynamodb.value;

import java.util.Objects;

/** A value that DynamoDB does not take; the message is AWS's. Whoever asked says in which error it is told. */
public final class MalformedValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedValueException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
