package tarn.services.dynamodb.expression;

import java.util.List;

/**
 * An expression that has been read, without a request's names and values.
 *
 * @param root what its grammar made of it
 * @param paths the paths in the order of the text; the tree knows them by their position
 * @param values the values' placeholders in the order of the text, likewise
 */
record Template(Object root, List<PathText> paths, List<String> values) {

    /** The places where a request's names and values go. */
    Slots slots() {
        return new Slots(this);
    }
}
