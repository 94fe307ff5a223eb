package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badSelectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import tarn.audit.Selector;
import tarn.audit.Selector.Field;

/**
 * Event selectors in the audit's form.
 *
 * <p>Source: "Logging data events" in CloudTrail's user guide: which types and values the older form takes, which fields
 * the newer one.
 */
final class Selections {

    private static final Set<String> BASIC_TYPES =
            Set.of("AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table");
    private static final Set<String> FIELDS = Set.of(
            "readOnly",
            "eventSource",
            "eventName",
            "eventCategory",
            "eventType",
            "resources.type",
            "resources.ARN",
            "sessionCredentialFromConsole",
            "userIdentity.arn");

    /** What a trail delivers. One that selects nothing itself delivers all management events. */
    static List<Selector> of(KeptTrail trail) {
        if (!trail.advanced().isEmpty()) {
            return advanced(trail.advanced());
        }
        var basic = trail.basic().isEmpty() ? List.of(usual()) : trail.basic();
        return basic.stream().flatMap(Selections::basic).toList();
    }

    /** What a trail selects that was told nothing. */
    static EventSelector usual() {
        return EventSelector.builder()
                .readWriteType(ReadWriteType.ALL)
                .includeManagementEvents(true)
                .dataResources(List.<DataResource>of())
                .excludeManagementEventSources(List.of())
                .build();
    }

    private static Stream<Selector> basic(EventSelector selector) {
        var found = new ArrayList<Selector>();
        if (!Boolean.FALSE.equals(selector.includeManagementEvents())) {
            var fields = fields(selector, "Management");
            if (!selector.excludeManagementEventSources().isEmpty()) {
                fields.add(Field.not("eventSource", selector.excludeManagementEventSources()));
            }
            found.add(new Selector(fields));
        }
        for (var resource : selector.dataResources()) {
            var fields = fields(selector, "Data");
            fields.add(Field.of("resources.type", List.of(resource.type())));
            fields.add(Field.startsWith("resources.ARN", resource.values()));
            found.add(new Selector(fields));
        }
        return found.stream();
    }

    private static List<Field> fields(EventSelector selector, String category) {
        var fields = new ArrayList<Field>();
        fields.add(Field.of("eventCategory", List.of(category)));
        if (selector.readWriteType() == ReadWriteType.READ_ONLY) {
            fields.add(Field.of("readOnly", List.of("true")));
        }
        if (selector.readWriteType() == ReadWriteType.WRITE_ONLY) {
            fields.add(Field.of("readOnly", List.of("false")));
        }
        return fields;
    }

    /** Selectors of the newer form. */
    static List<Selector> advanced(List<AdvancedEventSelector> selectors) {
        return selectors.stream()
                .map(selector -> new Selector(selector.fieldSelectors().stream()
                        .map(Selections::field)
                        .toList()))
                .toList();
    }

    private static Field field(AdvancedFieldSelector field) {
        return new Field(
                field.field(),
                List.copyOf(field.equalsValue()),
                List.copyOf(field.startsWith()),
                List.copyOf(field.endsWith()),
                List.copyOf(field.notEquals()),
                List.copyOf(field.notStartsWith()),
                List.copyOf(field.notEndsWith()));
    }

    /** Refuses selectors of the older form that AWS would refuse. */
    static void checkBasic(List<EventSelector> selectors) {
        if (selectors.size() > 5) {
            throw badSelectors("A trail can have up to 5 event selectors.");
        }
        int values = 0;
        for (var selector : selectors) {
            for (var resource : selector.dataResources()) {
                if (!BASIC_TYPES.contains(String.valueOf(resource.type()))) {
                    throw badSelectors("The data resource type " + resource.type()
                            + " is not valid in a basic event selector. Use an advanced event selector.");
                }
                if (resource.values().stream().anyMatch(value -> !value.startsWith("arn:"))) {
                    throw badSelectors("The data resource values " + resource.values() + " are not ARNs.");
                }
                values += resource.values().size();
            }
        }
        if (values > 250) {
            throw badSelectors("A trail can have up to 250 data resources in its event selectors.");
        }
    }

    /** Refuses selectors of the newer form that AWS would refuse. */
    static void checkAdvanced(List<AdvancedEventSelector> selectors) {
        for (var selector : selectors) {
            var categories = equal(selector, "eventCategory");
            if (categories.size() != 1) {
                throw badSelectors("eventCategory is required, with the operator Equals and one value.");
            }
            switch (categories.getFirst()) {
                case "Management" -> {}
                case "Data" -> {
                    if (equal(selector, "resources.type").size() != 1) {
                        throw badSelectors("resources.type is required for data events, with the operator Equals and"
                                + " one value.");
                    }
                }
                default ->
                    throw badSelectors("The event category " + categories.getFirst() + " is not supported by Tarn.");
            }
            for (var field : selector.fieldSelectors()) {
                if (!FIELDS.contains(field.field())) {
                    throw badSelectors("The field " + field.field() + " is not valid in an event selector.");
                }
            }
        }
    }

    private static List<String> equal(AdvancedEventSelector selector, String name) {
        return selector.fieldSelectors().stream()
                .filter(field -> field.field().equals(name))
                .flatMap(field -> field.equalsValue().stream())
                .toList();
    }

    private Selections() {}
}
