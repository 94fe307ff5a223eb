package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;
import static tarn.services.cloudwatchlogs.LogFaults.resourceLimitExceeded;

import java.util.ArrayList;
import java.util.Comparator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.Distribution;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tarn.kernel.Arn;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Subscription filters: who gets a group's lines as they come. Two a group. A destination that cannot be reached when it is
 * named is refused, as AWS does. Destinations of other accounts ({@code PutDestination}) are not there.
 */
final class Subscriptions implements CloudWatchLogsClient, Part {

    private static final int FILTERS_MAX = 2;

    private final Platform platform;
    private final Holdings holdings;
    private final Subscribers subscribers;
    private final Pages pages;

    Subscriptions(Holdings holdings, Subscribers subscribers) {
        this.platform = holdings.platform();
        this.holdings = holdings;
        this.subscribers = subscribers;
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public PutSubscriptionFilterResponse putSubscriptionFilter(PutSubscriptionFilterRequest request) {
        Filtering.pattern(request.filterPattern());
        if (Boolean.TRUE.equals(request.applyOnTransformedLogs())
                || request.fieldSelectionCriteria() != null
                || request.hasEmitSystemFields()) {
            throw invalid("Transformed logs, field selection and system fields are not supported.");
        }
        holdings.group(request.logGroupName());
        var filter = SubscriptionFilter.builder()
                .filterName(request.filterName())
                .logGroupName(request.logGroupName())
                .filterPattern(request.filterPattern())
                .destinationArn(request.destinationArn())
                .roleArn(request.roleArn())
                .distribution(request.distribution() == null ? Distribution.BY_LOG_STREAM : request.distribution())
                .applyOnTransformedLogs(false)
                .creationTime(holdings.nowMillis())
                .build();
        check(filter);
        holdings.change(request.logGroupName(), group -> {
            var filters = new ArrayList<>(group.subscriptions());
            filters.removeIf(each -> each.filterName().equals(filter.filterName()));
            if (filters.size() >= FILTERS_MAX) {
                throw resourceLimitExceeded();
            }
            filters.add(filter);
            filters.sort(Comparator.comparing(SubscriptionFilter::filterName));
            return group.subscribed(filters);
        });
        return PutSubscriptionFilterResponse.builder().build();
    }

    private void check(SubscriptionFilter filter) {
        var service = Arn.parse(filter.destinationArn()).map(Arn::service).orElse("");
        boolean isFunction = service.equals("lambda");
        boolean isStream = service.equals("kinesis");
        if (!isFunction && !isStream && !service.equals("firehose")) {
            throw invalid(
                    "destinationArn must be the ARN of a Lambda function, a Kinesis stream or a Firehose stream.");
        }
        if (!isFunction && filter.roleArn() == null) {
            throw invalid("destinationArn for vendor " + service + " cannot be used without roleArn");
        }
        if (isFunction && filter.roleArn() != null) {
            throw invalid("destinationArn for vendor lambda cannot be used with roleArn");
        }
        try {
            if (isFunction) {
                platform.client(LambdaClient.class).getFunction(b -> b.functionName(filter.destinationArn()));
            } else {
                subscribers.test(filter);
            }
        } catch (SdkException | UnsupportedOperationException e) {
            throw invalid(
                    isFunction
                            ? "Could not execute the lambda function. Make sure you have given CloudWatch Logs "
                                    + "permission to execute your function."
                            : "Could not deliver test message to specified " + (isStream ? "Kinesis" : "Firehose")
                                    + " stream. Check if the given " + (isStream ? "kinesis" : "Firehose")
                                    + " stream is in ACTIVE state. ");
        }
    }

    @Override
    public DeleteSubscriptionFilterResponse deleteSubscriptionFilter(DeleteSubscriptionFilterRequest request) {
        holdings.change(request.logGroupName(), group -> {
            var filters = new ArrayList<>(group.subscriptions());
            if (!filters.removeIf(each -> each.filterName().equals(request.filterName()))) {
                throw notFound("The specified subscription filter does not exist.");
            }
            return group.subscribed(filters);
        });
        return DeleteSubscriptionFilterResponse.builder().build();
    }

    @Override
    public DescribeSubscriptionFiltersResponse describeSubscriptionFilters(DescribeSubscriptionFiltersRequest request) {
        var prefix = request.filterNamePrefix();
        var filters = holdings.group(request.logGroupName()).subscriptions().stream()
                .filter(filter -> prefix == null || filter.filterName().startsWith(prefix))
                .toList();
        var page = pages.page(
                "DescribeSubscriptionFilters",
                request.nextToken(),
                request.limit(),
                filters,
                SubscriptionFilter::filterName);
        return DescribeSubscriptionFiltersResponse.builder()
                .subscriptionFilters(page.items())
                .nextToken(page.token())
                .build();
    }
}
