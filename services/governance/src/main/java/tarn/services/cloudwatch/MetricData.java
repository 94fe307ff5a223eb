package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.invalid;
import static tarn.services.cloudwatch.MetricFaults.unvalidated;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.cloudwatch.math.MathException;
import tarn.services.cloudwatch.math.Series;
import tarn.services.cloudwatch.math.Series.Times;

/** GetMetricData: metrics and expressions over them, worked out together. */
final class MetricData implements CloudWatchClient, Part {

    private static final String OPERATION = "GetMetricData";
    private static final int QUERIES_MAX = 500;
    private static final int POINTS_MAX = 100_800;

    private final Platform platform;
    private final Points points;

    MetricData(Platform platform, Points points) {
        this.platform = platform;
        this.points = points;
    }

    /** A result that has a label, under its query's id. */
    private record Answer(String id, Times times) {}

    @Override
    public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
        check(request.metricDataQueries());
        if (!request.startTime().isBefore(request.endTime())) {
            throw unvalidated("The parameter StartTime must be less than the parameter EndTime.");
        }
        var work = new QueryWork(
                points,
                request.metricDataQueries(),
                request.startTime().getEpochSecond(),
                request.endTime().getEpochSecond(),
                platform.clock().instant(),
                false);
        var answers = new ArrayList<Answer>();
        for (var query : request.metricDataQueries()) {
            if (!Boolean.FALSE.equals(query.returnData())) {
                answers(query, work, answers);
            }
        }
        return shown(request, answers);
    }

    static void check(List<MetricDataQuery> queries) {
        if (queries.size() > QUERIES_MAX) {
            throw unvalidated(
                    "The collection MetricDataQueries must not have a size greater than " + QUERIES_MAX + ".");
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < queries.size(); i++) {
            var query = queries.get(i);
            var at = "MetricDataQueries.member." + (i + 1) + ".";
            if (query.id() == null || !query.id().matches("[a-z][a-zA-Z0-9_]*")) {
                throw unvalidated("The value " + query.id() + " for parameter " + at + "Id is not matching the expected"
                        + " pattern ^[a-z][a-zA-Z0-9_]*$.");
            }
            if (!ids.add(query.id())) {
                throw unvalidated("The values for parameter id in MetricDataQueries are not unique.");
            }
            if ((query.metricStat() == null) == (query.expression() == null)) {
                throw unvalidated("Exactly one of the parameters " + at + "MetricStat and " + at
                        + "Expression must be specified.");
            }
            var stat = query.metricStat();
            if (stat != null) {
                if (stat.metric() == null || stat.period() == null || stat.stat() == null) {
                    throw unvalidated("The parameter " + at + "MetricStat needs Metric, Period and Stat.");
                }
                Statistics.checkPeriod(stat.period(), at + "MetricStat.Period");
                if (Statistic.of(stat.stat()).isEmpty()) {
                    throw unvalidated(
                            "The value " + stat.stat() + " for parameter " + at + "MetricStat.Stat is not supported.");
                }
            }
        }
    }

    private static void answers(MetricDataQuery query, QueryWork work, List<Answer> into) {
        Series series;
        try {
            series = work.query(query.id());
        } catch (MathException e) {
            throw unvalidated("Error in expression '" + query.id() + "': " + e.getMessage());
        }
        switch (series) {
            case Times times -> into.add(new Answer(query.id(), times.labelled(label(query, times.label()))));
            case Series.Several(var all) ->
                all.forEach(times -> into.add(new Answer(query.id(), times.labelled(label(query, times.label())))));
            case Series.Scalar _, Series.Text _ ->
                throw unvalidated("Error in expression '" + query.id() + "': the result is no time series");
        }
    }

    private static String label(MetricDataQuery query, String found) {
        var label = query.label();
        if (label == null) {
            return query.expression() == null
                            || (!found.isEmpty() && query.expression().startsWith("SEARCH"))
                    ? found
                    : query.id();
        }
        return label.replace("${LABEL}", found);
    }

    private GetMetricDataResponse shown(GetMetricDataRequest request, List<Answer> answers) {
        int most = request.maxDatapoints() == null ? POINTS_MAX : Math.min(request.maxDatapoints(), POINTS_MAX);
        if (most < 1) {
            throw invalid("The parameter MaxDatapoints must be positive.");
        }
        int each = Math.max(1, most / Math.max(1, answers.size()));
        int from = from(request.nextToken());
        boolean isAscending = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        boolean isMore = false;
        var results = new ArrayList<MetricDataResult>();
        for (var answer : answers) {
            var values = isAscending
                    ? answer.times().values()
                    : answer.times().values().descendingMap();
            var page = values.entrySet().stream().skip(from).limit(each).toList();
            boolean isPartial = values.size() > from + each;
            isMore |= isPartial;
            results.add(MetricDataResult.builder()
                    .id(answer.id())
                    .label(answer.times().label())
                    .timestamps(page.stream()
                            .map(entry -> Instant.ofEpochSecond(entry.getKey()))
                            .toList())
                    .values(page.stream().map(java.util.Map.Entry::getValue).toList())
                    .statusCode(isPartial ? StatusCode.PARTIAL_DATA : StatusCode.COMPLETE)
                    .build());
        }
        return GetMetricDataResponse.builder()
                .metricDataResults(results)
                .messages(List.of())
                .nextToken(
                        isMore
                                ? platform.tokens()
                                        .seal(
                                                OPERATION,
                                                Integer.toString(from + each).getBytes(StandardCharsets.US_ASCII))
                                : null)
                .build();
    }

    private int from(@Nullable String token) {
        return token == null
                ? 0
                : Integer.parseInt(new String(
                        platform.tokens().open(OPERATION, token).orElseThrow(() -> MetricFaults.tokenInvalid(token)),
                        StandardCharsets.US_ASCII));
    }
}
