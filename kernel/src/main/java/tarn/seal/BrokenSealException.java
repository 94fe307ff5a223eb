package tarn.seal;

import java.io.Serial;

/** What is sealed does not open: it was changed, or it was wrapped for another context. */
public final class BrokenSealException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    BrokenSealException(String context, Throwable cause) {
        super("What is sealed as " + context + " does not open: it was changed, or moved from another place", cause);
    }
}
