package tarn.audit;

import java.util.List;

/** Which events somebody wants, as CloudTrail's advanced event selectors say it: every field must hold. */
public record Selector(List<Field> fields) {

    /**
     * What one field must be. A value that any of the first three lists names must be there if one of them is not empty;
     * none that the other three name may be.
     */
    public record Field(
            String name,
            List<String> equal,
            List<String> startsWith,
            List<String> endsWith,
            List<String> notEqual,
            List<String> notStartsWith,
            List<String> notEndsWith) {

        boolean holds(List<String> values) {
            boolean asked = !equal.isEmpty() || !startsWith.isEmpty() || !endsWith.isEmpty();
            boolean found = values.stream()
                    .anyMatch(value -> equal.contains(value)
                            || startsWith.stream().anyMatch(value::startsWith)
                            || endsWith.stream().anyMatch(value::endsWith));
            boolean excluded = values.stream()
                    .anyMatch(value -> notEqual.contains(value)
                            || notStartsWith.stream().anyMatch(value::startsWith)
                            || notEndsWith.stream().anyMatch(value::endsWith));
            return (!asked || found) && !excluded;
        }

        /** A field that must be one of some values. */
        public static Field of(String name, List<String> equal) {
            return new Field(name, equal, List.of(), List.of(), List.of(), List.of(), List.of());
        }

        /** A field that must begin in one of some ways. */
        public static Field startsWith(String name, List<String> starts) {
            return new Field(name, List.of(), starts, List.of(), List.of(), List.of(), List.of());
        }

        /** A field that must not be one of some values. */
        public static Field not(String name, List<String> unequal) {
            return new Field(name, List.of(), List.of(), List.of(), unequal, List.of(), List.of());
        }
    }

    /** Whether an event is wanted. */
    public boolean selects(AuditEvent event) {
        return fields.stream().allMatch(field -> field.holds(event.field(field.name())));
    }

    /** Whether data events on resources of a type may be wanted at all. */
    boolean concerns(String type) {
        return fields.stream().allMatch(field -> switch (field.name()) {
            case "eventCategory" -> field.holds(List.of(AuditEvent.DATA));
            case "resources.type" -> field.holds(List.of(type));
            default -> true;
        });
    }
}
