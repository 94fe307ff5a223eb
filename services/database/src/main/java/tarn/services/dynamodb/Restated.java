package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.partiql.Placeholding;
import tarn.services.dynamodb.partiql.Statement;
import tarn.services.dynamodb.partiql.Statement.Change;
import tarn.services.dynamodb.partiql.Term;

/**
 * A statement of one item in the terms of the other operations.
 *
 * @param key of the item
 * @param condition what must hold beside; null for nothing
 * @param update what is done; null but of an UPDATE
 * @param rest how much the statement wants beside the key
 */
record Restated(
        Map<String, AttributeValue> key,
        @Nullable String condition,
        @Nullable String update,
        Placeholding placeholding,
        int rest) {

    /** A statement that must name the whole key; empty if it does not. */
    static Optional<Restated> of(Table table, List<Term> where, List<Change> changes) {
        var terms = new ArrayList<>(where);
        var key = new HashMap<String, AttributeValue>();
        for (var name : table.keys().names()) {
            var value = Statement.takeEqual(terms, name);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            key.put(name, value.get());
        }
        int rest = terms.size();
        var placeholding = new Placeholding();
        var update = changes.isEmpty() ? null : written(changes, placeholding);
        if (!changes.isEmpty()) {
            // An UPDATE changes what is there; it makes nothing.
            terms.addFirst(exists(table));
        }
        var condition = terms.isEmpty() ? null : Term.all(terms).written(placeholding);
        return Optional.of(new Restated(key, condition, update, placeholding, rest));
    }

    private static Term exists(Table table) {
        return new Term.Call(
                "attribute_exists",
                List.of(Term.Path.of(table.keys().partition().name())));
    }

    /** The condition under which an item is inserted: there is none of its key. */
    static String isNew(Table table, Placeholding placeholding) {
        return new Term.Call(
                        "attribute_not_exists",
                        List.of(Term.Path.of(table.keys().partition().name())))
                .written(placeholding);
    }

    private static String written(List<Change> changes, Placeholding placeholding) {
        var sections = new EnumMap<Change.Kind, List<String>>(Change.Kind.class);
        for (var change : changes) {
            var path = change.path().written(placeholding);
            var written = switch (change.kind()) {
                case SET ->
                    path + " = " + Objects.requireNonNull(change.value()).written(placeholding);
                case REMOVE -> path;
                case ADD, DELETE ->
                    path + " " + Objects.requireNonNull(change.value()).written(placeholding);
            };
            sections.computeIfAbsent(change.kind(), kind -> new ArrayList<>()).add(written);
        }
        return sections.entrySet().stream()
                .map(section -> section.getKey() + " " + String.join(", ", section.getValue()))
                .collect(Collectors.joining(" "));
    }
}
