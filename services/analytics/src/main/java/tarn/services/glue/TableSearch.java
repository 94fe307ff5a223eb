package tarn.services.glue;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Comparator;
import software.amazon.awssdk.services.glue.model.PropertyPredicate;
import software.amazon.awssdk.services.glue.model.Sort;
import software.amazon.awssdk.services.glue.model.SortCriterion;
import software.amazon.awssdk.services.glue.model.Table;

/** What SearchTables looks for: a text among a table's words (whole within quotes), and properties that must hold. */
record TableSearch(@Nullable String text, List<PropertyPredicate> filters) {

    boolean finds(Table table) {
        return matchesText(table) && filters.stream().allMatch(filter -> holds(table, filter));
    }

    private boolean matchesText(Table table) {
        if (text == null || text.isBlank()) {
            return true;
        }
        boolean exact = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
        var wanted = (exact ? text.substring(1, text.length() - 1) : text).toLowerCase(Locale.ROOT);
        return words(table)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> exact ? word.equals(wanted) : word.contains(wanted));
    }

    private static Stream<String> words(Table table) {
        var columns = table.storageDescriptor() == null
                ? table.partitionKeys().stream()
                : Stream.concat(table.storageDescriptor().columns().stream(), table.partitionKeys().stream());
        return Stream.of(
                        Stream.of(table.name(), table.databaseName()),
                        Stream.ofNullable(table.description()),
                        table.parameters().values().stream(),
                        columns.flatMap(
                                column -> Stream.concat(Stream.of(column.name()), Stream.ofNullable(column.comment()))))
                .flatMap(words -> words);
    }

    private static boolean holds(Table table, PropertyPredicate filter) {
        var value = filter.key() == null ? null : property(table, filter.key());
        var comparator = filter.comparator() == null ? Comparator.EQUALS : filter.comparator();
        if (value == null || filter.value() == null) {
            return false;
        }
        int order = value.compareToIgnoreCase(filter.value());
        return switch (comparator) {
            case GREATER_THAN -> order > 0;
            case GREATER_THAN_EQUALS -> order >= 0;
            case LESS_THAN -> order < 0;
            case LESS_THAN_EQUALS -> order <= 0;
            case EQUALS, UNKNOWN_TO_SDK_VERSION -> order == 0;
        };
    }

    private static @Nullable String property(Table table, String key) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "name", "tablename" -> table.name();
            case "database", "databasename" -> table.databaseName();
            case "owner" -> table.owner();
            case "description" -> table.description();
            case "tabletype" -> table.tableType();
            default -> table.parameters().get(key);
        };
    }

    /** The order that criteria ask for: by one field. */
    static java.util.Comparator<Table> order(List<SortCriterion> criteria) {
        if (criteria.size() > 1 || criteria.getFirst().fieldName() == null) {
            throw GlueFaults.invalid("SortCriteria must name exactly one field.");
        }
        var criterion = criteria.getFirst();
        var ascending = java.util.Comparator.comparing((Table table) -> sortable(table, criterion.fieldName()));
        return criterion.sort() == Sort.DESC ? ascending.reversed() : ascending;
    }

    private static String sortable(Table table, String field) {
        var time = switch (field.toLowerCase(Locale.ROOT)) {
            case "createtime" -> table.createTime();
            case "updatetime" -> table.updateTime();
            case "lastaccesstime" -> table.lastAccessTime();
            default -> null;
        };
        var text = time == null ? property(table, field) : String.format(Locale.ROOT, "%020d", time.toEpochMilli());
        return text == null ? "" : text;
    }
}
