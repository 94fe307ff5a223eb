package tarn.services.cloudwatch;

import java.util.List;
import tarn.store.Format;
import tarn.store.Formats;

/** Measurements of one metric, as one call brought them or a roll-up left them. */
record Piece(List<Point> points) {

    static final Format<Piece> FORMAT = Formats.record(Piece.class);

    /**
     * What was measured in a second, a minute, or more.
     *
     * @param second the beginning, in seconds since 1970
     * @param unit None if none was said
     */
    record Point(long second, String unit, Aggregate measured) {}
}
