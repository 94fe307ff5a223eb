package tarn.engines.sql;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a column's contents.
 *
 * @param min least value of a number, or of a date in days since 1970
 * @param max greatest value, likewise
 * @param nulls how many values are null
 * @param distinct how many different values there are, nulls aside
 * @param lengthAverage average size in bytes of a text or binary
 */
public record LakeColumnStatistics(
        OptionalDouble min,
        OptionalDouble max,
        OptionalLong nulls,
        OptionalLong distinct,
        OptionalDouble lengthAverage) {}
