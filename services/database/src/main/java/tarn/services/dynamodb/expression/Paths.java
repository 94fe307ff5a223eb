package tarn.services.dynamodb.expression;

import java.util.List;
import java.util.Set;

/** What paths must not do with a table's key. */
final class Paths {

    private Paths() {}

    static void checkScalar(List<Path> paths, Set<String> keys) {
        for (var path : paths) {
            if (path.isNested() && keys.contains(path.attribute())) {
                throw new InvalidExpressionException(
                        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:"
                                + " Key: " + path.attribute());
            }
        }
    }
}
