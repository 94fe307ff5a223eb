package tarn.services.s3.select;

import java.util.Locale;
import java.util.Optional;

/** A function, and how many arguments it takes. */
enum Function {
    CHAR_LENGTH(1, 1),
    CHARACTER_LENGTH(1, 1),
    LOWER(1, 1),
    UPPER(1, 1),
    SUBSTRING(2, 3),
    TRIM_LEADING(2, 2),
    TRIM_TRAILING(2, 2),
    TRIM_BOTH(2, 2),
    COALESCE(1, Integer.MAX_VALUE),
    NULLIF(2, 2),
    DATE_ADD(3, 3),
    DATE_DIFF(3, 3),
    EXTRACT(2, 2),
    TO_STRING(2, 2),
    TO_TIMESTAMP(1, 1),
    UTCNOW(0, 0);

    private final int fewest;
    private final int most;

    Function(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    /** The function of that name that is called like any other. */
    static Optional<Function> named(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        for (var function : values()) {
            if (function.name().equals(upper) && !upper.startsWith("TRIM_")) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }
}
