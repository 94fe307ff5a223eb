package tarn.pattern;

import com.fasterxml.jackson.core.JsonLocation;
import java.io.Serial;

/** A text that is no pattern; the message says why and where, in AWS's words. */
public final class InvalidPatternException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    InvalidPatternException(String reason, String text, JsonLocation where) {
        super("Event pattern is not valid. Reason: %s\n at [Source: (String)\"%s\"; line: %d, column: %d]"
                .formatted(reason, text, where.getLineNr(), where.getColumnNr()));
    }
}
