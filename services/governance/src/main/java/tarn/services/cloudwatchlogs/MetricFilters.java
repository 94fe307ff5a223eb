package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;
import static tarn.services.cloudwatchlogs.LogFaults.resourceLimitExceeded;

import java.util.ArrayList;
import java.util.Comparator;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilterMatchRecord;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterResponse;
import tarn.kernel.Part;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Range;

/** Metric filters: what of a group's lines becomes a metric. */
final class MetricFilters implements CloudWatchLogsClient, Part {

    private static final int FILTERS_MAX = 100;
    private static final int DIMENSIONS_MAX = 3;

    private final Holdings holdings;
    private final Pages pages;

    MetricFilters(Holdings holdings) {
        this.holdings = holdings;
        this.pages = new Pages(holdings.platform().tokens());
    }

    @Override
    public PutMetricFilterResponse putMetricFilter(PutMetricFilterRequest request) {
        Filtering.pattern(request.filterPattern());
        if (Boolean.TRUE.equals(request.applyOnTransformedLogs())
                || request.fieldSelectionCriteria() != null
                || request.hasEmitSystemFieldDimensions()) {
            throw invalid("Transformed logs, field selection and system fields are not supported.");
        }
        request.metricTransformations().forEach(MetricFilters::check);
        var filter = MetricFilter.builder()
                .filterName(request.filterName())
                .filterPattern(request.filterPattern())
                .metricTransformations(request.metricTransformations())
                .creationTime(holdings.nowMillis())
                .logGroupName(request.logGroupName())
                .applyOnTransformedLogs(false)
                .build();
        holdings.change(request.logGroupName(), group -> {
            var filters = new ArrayList<>(group.metricFilters());
            filters.removeIf(each -> each.filterName().equals(filter.filterName()));
            if (filters.size() >= FILTERS_MAX) {
                throw resourceLimitExceeded();
            }
            filters.add(filter);
            filters.sort(Comparator.comparing(MetricFilter::filterName));
            return group.counted(filters);
        });
        return PutMetricFilterResponse.builder().build();
    }

    private static void check(MetricTransformation transformation) {
        if (transformation.metricNamespace().startsWith("AWS/")) {
            throw invalid("Invalid metric transformation: metricNamespace must not begin with AWS/.");
        }
        if (transformation.hasDimensions() && transformation.defaultValue() != null) {
            throw invalid(
                    "Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
        }
        if (transformation.dimensions().size() > DIMENSIONS_MAX) {
            throw invalid("Invalid metric transformation: at most " + DIMENSIONS_MAX + " dimensions are possible.");
        }
        if (!transformation.metricValue().startsWith("$") && Counting.number(transformation.metricValue()) == null) {
            throw invalid("Invalid metric transformation: metricValue must be a number or a field.");
        }
    }

    @Override
    public DeleteMetricFilterResponse deleteMetricFilter(DeleteMetricFilterRequest request) {
        holdings.change(request.logGroupName(), group -> {
            var filters = new ArrayList<>(group.metricFilters());
            if (!filters.removeIf(each -> each.filterName().equals(request.filterName()))) {
                throw notFound("The specified metric filter does not exist.");
            }
            return group.counted(filters);
        });
        return DeleteMetricFilterResponse.builder().build();
    }

    @Override
    public DescribeMetricFiltersResponse describeMetricFilters(DescribeMetricFiltersRequest request) {
        if ((request.metricName() == null) != (request.metricNamespace() == null)) {
            throw invalid("metricName and metricNamespace are used together.");
        }
        var found = new ArrayList<MetricFilter>();
        if (request.logGroupName() != null) {
            found.addAll(holdings.group(request.logGroupName()).metricFilters());
        } else {
            holdings.groups()
                    .scan(Range.all())
                    .forEach(entry -> found.addAll(entry.value().metricFilters()));
        }
        var prefix = request.filterNamePrefix();
        found.removeIf(filter -> prefix != null && !filter.filterName().startsWith(prefix));
        found.removeIf(filter -> request.metricName() != null
                && filter.metricTransformations().stream()
                        .noneMatch(each -> each.metricName().equals(request.metricName())
                                && each.metricNamespace().equals(request.metricNamespace())));
        var page = pages.page(
                "DescribeMetricFilters",
                request.nextToken(),
                request.limit(),
                found,
                filter -> filter.logGroupName() + " " + filter.filterName());
        return DescribeMetricFiltersResponse.builder()
                .metricFilters(page.items())
                .nextToken(page.token())
                .build();
    }

    @Override
    public TestMetricFilterResponse testMetricFilter(TestMetricFilterRequest request) {
        var pattern = Filtering.pattern(request.filterPattern());
        var matches = new ArrayList<MetricFilterMatchRecord>();
        for (int i = 0; i < request.logEventMessages().size(); i++) {
            var message = request.logEventMessages().get(i);
            if (pattern.matches(Line.of(0, 0, 0, message))) {
                matches.add(MetricFilterMatchRecord.builder()
                        .eventNumber(i + 1L)
                        .eventMessage(message)
                        .extractedValues(pattern.extracted(message))
                        .build());
            }
        }
        return TestMetricFilterResponse.builder().matches(matches).build();
    }
}
