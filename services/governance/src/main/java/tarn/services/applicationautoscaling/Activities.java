package tarn.services.applicationautoscaling;

import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** What was scaled in the last six weeks, the latest first. What was not scaled, and why, is not noted. */
final class Activities implements ApplicationAutoScalingClient, Part {

    private final Kept kept;
    private final Pages pages;

    Activities(Kept kept, Pages pages) {
        this.kept = kept;
        this.pages = pages;
    }

    @Override
    public DescribeScalingActivitiesResponse describeScalingActivities(DescribeScalingActivitiesRequest request) {
        var range = Range.under(Key.of(request.serviceNamespaceAsString())).backwards();
        var all = kept.activities().list(range, Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .filter(activity -> request.resourceId() == null
                        || request.resourceId().equals(activity.scalable().resource()))
                .filter(activity -> request.scalableDimension() == null
                        || activity.scalable().dimension().equals(request.scalableDimensionAsString()));
        var page = pages.inOrder(
                "DescribeScalingActivities", request.nextToken(), request.maxResults(), all, StoredActivity::id);
        return DescribeScalingActivitiesResponse.builder()
                .scalingActivities(
                        page.items().stream().map(StoredActivity::toSdk).toList())
                .nextToken(page.next())
                .build();
    }
}
