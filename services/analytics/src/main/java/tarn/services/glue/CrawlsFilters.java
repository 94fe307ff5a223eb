package tarn.services.glue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlsFilter;
import software.amazon.awssdk.services.glue.model.FilterOperator;

/** Which runs ListCrawls is asked for. Times are in milliseconds since 1970. */
record CrawlsFilters(List<CrawlsFilter> filters) {

    boolean pass(CrawlerHistory run) {
        return filters.stream().allMatch(filter -> passes(run, filter));
    }

    private static boolean passes(CrawlerHistory run, CrawlsFilter filter) {
        var operator = filter.filterOperator() == null ? FilterOperator.EQ : filter.filterOperator();
        var value = filter.fieldValue() == null ? "" : filter.fieldValue();
        if (filter.fieldName() == null) {
            throw GlueFaults.invalid("A filter needs a field name.");
        }
        return switch (filter.fieldName()) {
            case CRAWL_ID -> holds(operator, run.crawlId().compareTo(value));
            case STATE -> holds(operator, run.stateAsString().compareTo(value));
            case START_TIME -> compares(operator, run.startTime(), value);
            case END_TIME -> compares(operator, run.endTime(), value);
            case DPU_HOUR -> holds(operator, Double.compare(run.dpuHour(), number(value)));
            case UNKNOWN_TO_SDK_VERSION -> throw GlueFaults.invalid("Unknown field of a filter.");
        };
    }

    private static boolean compares(FilterOperator operator, @Nullable Instant time, String value) {
        return time != null && holds(operator, Double.compare((double) time.toEpochMilli(), number(value)));
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw GlueFaults.invalid("Not a number: " + value);
        }
    }

    private static boolean holds(FilterOperator operator, int order) {
        return switch (operator) {
            case GT -> order > 0;
            case GE -> order >= 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case EQ -> order == 0;
            case NE -> order != 0;
            case UNKNOWN_TO_SDK_VERSION -> throw GlueFaults.invalid("Unknown operator of a filter.");
        };
    }
}
