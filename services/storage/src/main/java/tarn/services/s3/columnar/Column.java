package tarn.services.s3.columnar;

/**
 * A column of a table.
 *
 * @param required whether every row has a value
 */
public record Column(String name, Kind kind, boolean required) {

    /** What a column holds: {@code String}, {@code Long}, {@code Boolean} or {@code Instant}. */
    public enum Kind {
        TEXT,
        NUMBER,
        TRUTH,
        /** A moment, to the millisecond. */
        TIME
    }
}
