package tarn.delivery;

import java.io.Serial;

/** Trying again would not help: an item is given up at once. */
public final class UndeliverableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public UndeliverableException(String message, Throwable cause) {
        super(message, cause);
    }
}
