package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.resourceNotFound;

import java.util.Locale;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Tags of tables, and what the account may do. */
final class Labelling implements DynamoDbClient, Part {

    private static final int TAGS_MAX = 50;
    private static final int PER_PAGE = 10;
    private static final long ACCOUNT_UNITS_MAX = 80_000;
    private static final long TABLE_UNITS_MAX = 40_000;
    private static final long ENDPOINT_MINUTES = 1440;

    private final Tables tables;
    private final Pages pages;

    Labelling(Platform platform, Tables tables) {
        this.tables = tables;
        this.pages = new Pages(platform.tokens(), PER_PAGE, PER_PAGE, token -> invalid("Invalid NextToken"));
    }

    private Table table(String arn) {
        var named = Arn.parse(arn)
                .filter(Tables::isHere)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith("table/"))
                .orElseThrow(() -> invalid("Invalid TableArn: Invalid ResourceArn provided as input " + arn));
        return tables.find(named.substring("table/".length())).orElseThrow(() -> resourceNotFound(arn));
    }

    private void change(String arn, UnaryOperator<StoredTable> change) {
        while (true) {
            var table = table(arn);
            if (tables.store().replace(table.entry(), change.apply(table.stored()))) {
                return;
            }
        }
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceArn(), table -> {
            var tags = new TreeMap<>(table.tags());
            for (var tag : request.tags()) {
                if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                    throw invalid("One or more parameter values were invalid: Tag keys must not begin with aws:");
                }
                tags.put(tag.key(), tag.value());
            }
            if (tags.size() > TAGS_MAX) {
                throw invalid("One or more parameter values were invalid: Too many tags: at most " + TAGS_MAX
                        + " are allowed");
            }
            return table.tagged(tags);
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceArn(), table -> {
            var tags = new TreeMap<>(table.tags());
            tags.keySet().removeAll(request.tagKeys());
            return table.tagged(tags);
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsOfResourceResponse listTagsOfResource(ListTagsOfResourceRequest request) {
        var tags = new TreeMap<>(table(request.resourceArn()).stored().tags());
        var page = pages.page(
                "ListTagsOfResource",
                request.nextToken(),
                null,
                tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build()),
                Tag::key);
        return ListTagsOfResourceResponse.builder()
                .tags(page.items())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DescribeLimitsResponse describeLimits(DescribeLimitsRequest request) {
        return DescribeLimitsResponse.builder()
                .accountMaxReadCapacityUnits(ACCOUNT_UNITS_MAX)
                .accountMaxWriteCapacityUnits(ACCOUNT_UNITS_MAX)
                .tableMaxReadCapacityUnits(TABLE_UNITS_MAX)
                .tableMaxWriteCapacityUnits(TABLE_UNITS_MAX)
                .build();
    }

    @Override
    public DescribeEndpointsResponse describeEndpoints(DescribeEndpointsRequest request) {
        var address = "dynamodb." + Caller.current().region() + ".amazonaws.com";
        return DescribeEndpointsResponse.builder()
                .endpoints(Endpoint.builder()
                        .address(address)
                        .cachePeriodInMinutes(ENDPOINT_MINUTES)
                        .build())
                .build();
    }
}
