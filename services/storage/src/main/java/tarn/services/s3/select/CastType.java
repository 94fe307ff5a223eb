package tarn.services.s3.select;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a value can be cast to. */
enum CastType {
    BOOL("BOOL BOOLEAN"),
    INT("INT INTEGER BIGINT SMALLINT"),
    STRING("STRING CHAR VARCHAR CHARACTER"),
    FLOAT("FLOAT DOUBLE REAL"),
    DECIMAL("DECIMAL NUMERIC DEC"),
    TIMESTAMP("TIMESTAMP");

    private final String names;

    CastType(String names) {
        this.names = names;
    }

    static Optional<CastType> named(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        for (var type : values()) {
            if (List.of(type.names.split(" ", -1)).contains(upper)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
