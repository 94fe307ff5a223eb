package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** Reads key schemas and projections of requests, and refuses those that do not hold together. */
final class Designing {

    private static final int INCLUDED_MAX = 100;

    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    Designing(List<AttributeDefinition> given) {
        for (var definition : given) {
            if (definitions.put(definition.attributeName(), definition.attributeTypeAsString()) != null) {
                throw parametersInvalid("Cannot have two attributes with the same name");
            }
        }
    }

    /** What was defined before, and what is defined in addition. */
    Designing(Map<String, String> present, List<AttributeDefinition> added) {
        definitions.putAll(present);
        for (var definition : added) {
            definitions.put(definition.attributeName(), definition.attributeTypeAsString());
        }
    }

    Map<String, String> definitions() {
        return definitions;
    }

    /** The key of the table itself. */
    Keys table(List<KeySchemaElement> schema) {
        var names = names(schema);
        if (schema.size() == 2
                && (!definitions.keySet().containsAll(names)
                        || (names.get(0).equals(names.get(1)) && definitions.size() == 1))) {
            throw invalid("Invalid KeySchema: Some index key attribute have no definition");
        }
        return keys(schema);
    }

    /** The key of an index, or of a table whose attributes are defined. */
    Keys keys(List<KeySchemaElement> schema) {
        var names = names(schema);
        if (!definitions.keySet().containsAll(names)) {
            throw parametersInvalid("Some index key attributes are not defined in AttributeDefinitions. Keys: " + names
                    + ", AttributeDefinitions: " + List.copyOf(definitions.keySet()));
        }
        if (schema.size() == 2 && names.get(0).equals(names.get(1))) {
            throw invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        if (schema.getFirst().keyType() != KeyType.HASH) {
            throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (schema.size() == 2 && schema.get(1).keyType() != KeyType.RANGE) {
            throw invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        used.addAll(names);
        return new Keys(part(names.getFirst()), schema.size() == 2 ? part(names.get(1)) : null);
    }

    private static List<String> names(List<KeySchemaElement> schema) {
        return schema.stream().map(KeySchemaElement::attributeName).toList();
    }

    private Keys.Part part(String name) {
        return new Keys.Part(name, definitions.getOrDefault(name, ""));
    }

    /** Refuses a local index that does not fit its table. */
    static void checkLocal(String index, Keys keys, Keys table) {
        if (keys.sort() == null) {
            throw parametersInvalid("Index KeySchema does not have a range key for index: " + index);
        }
        if (!keys.partition().equals(table.partition())) {
            throw parametersInvalid("Index KeySchema does not have the same leading hash key as table KeySchema for "
                    + "index: " + index + ". index hash key: "
                    + keys.partition().name() + ", table hash key: "
                    + table.partition().name());
        }
    }

    static ProjectionType projection(@Nullable Projection projection) {
        var type = projection == null ? null : projection.projectionType();
        if (projection == null || type == null) {
            throw parametersInvalid("Unknown ProjectionType: null");
        }
        if (projection.hasNonKeyAttributes() && type != ProjectionType.INCLUDE) {
            throw parametersInvalid("ProjectionType is " + type + ", but NonKeyAttributes is specified");
        }
        if (!projection.hasNonKeyAttributes() && type == ProjectionType.INCLUDE) {
            throw parametersInvalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        return type;
    }

    static List<String> included(Projection projection) {
        return projection.hasNonKeyAttributes() ? List.copyOf(projection.nonKeyAttributes()) : List.of();
    }

    /** Refuses two indexes of one name, and more attributes in projections than all indexes may have together. */
    static void checkTogether(List<StoredIndex> indexes) {
        var names = new TreeSet<String>();
        int included = 0;
        for (var index : indexes) {
            if (!names.add(index.name())) {
                throw parametersInvalid("Duplicate index name: " + index.name());
            }
            included += index.attributes().size();
        }
        if (included > INCLUDED_MAX) {
            throw parametersInvalid("Number of NonKeyAttributes in all indexes exceeds the limit of " + INCLUDED_MAX);
        }
    }

    /** Refuses attributes that are defined and no key has. */
    void checkUsed(boolean indexed) {
        if (used.containsAll(definitions.keySet())) {
            return;
        }
        if (!indexed) {
            throw parametersInvalid("Number of attributes in KeySchema does not exactly match number of attributes "
                    + "defined in AttributeDefinitions");
        }
        throw parametersInvalid("Some AttributeDefinitions are not used. AttributeDefinitions: "
                + List.copyOf(definitions.keySet()) + ", keys used: " + new ArrayList<>(used));
    }
}
