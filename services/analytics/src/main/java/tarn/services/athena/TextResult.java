package tarn.services.athena;

import java.util.List;

/**
 * What a data definition answers: lines of text, each one row of one value, whatever the columns are called.
 *
 * @param columns the names of the columns; empty for a statement that answers nothing
 */
record TextResult(List<String> columns, List<String> lines) {

    /** The answer of a statement that only acts. */
    static final TextResult NOTHING = new TextResult(List.of(), List.of());

    static TextResult of(String column, List<String> lines) {
        return new TextResult(List.of(column), lines);
    }
}
