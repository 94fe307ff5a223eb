package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.dashboardInvalid;
import static tarn.services.cloudwatch.MetricFaults.dashboardNotFound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Dashboards, kept as they are given; they belong to the account, whatever the region. */
final class Dashboards implements CloudWatchClient, Part {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1_000;

    /** A dashboard as it is kept. */
    record KeptDashboard(String name, String body, Instant modified) {
        static final Format<KeptDashboard> FORMAT = Formats.record(KeptDashboard.class);
    }

    private final Platform platform;
    private final Store<KeptDashboard> store;
    private final Pages pages;

    Dashboards(Platform platform) {
        this.platform = platform;
        this.store = platform.store("cloudwatch/dashboards", Scope.ACCOUNT, KeptDashboard.FORMAT);
        this.pages = new Pages(platform.tokens(), PAGE, PAGE, MetricFaults::tokenInvalid);
    }

    private static String arn(String name) {
        return Caller.current().globalArn("cloudwatch", "dashboard/" + name).toString();
    }

    @Override
    public PutDashboardResponse putDashboard(PutDashboardRequest request) {
        if (!request.dashboardName().matches("[A-Za-z0-9_-]{1,255}")) {
            throw dashboardInvalid("The value " + request.dashboardName()
                    + " for field DashboardName contains invalid characters. "
                    + "It can only contain alphanumerics, dash (-) and underscore (_).");
        }
        if (request.hasTags()) {
            throw dashboardInvalid("Dashboards cannot be tagged here.");
        }
        try {
            var body = JSON.readTree(request.dashboardBody());
            if (!body.isObject()) {
                throw dashboardInvalid("The field DashboardBody must be a valid JSON object");
            }
            if (!body.path("widgets").isArray()) {
                throw dashboardInvalid("The dashboard body is invalid, there are 1 validation errors: "
                        + "[{\"dataPath\":\"/\",\"message\":\"Should have required property 'widgets'\"}]");
            }
        } catch (JsonProcessingException e) {
            throw dashboardInvalid("The field DashboardBody must be a valid JSON object");
        }
        store.put(
                Key.of(request.dashboardName()),
                new KeptDashboard(
                        request.dashboardName(),
                        request.dashboardBody(),
                        platform.clock().instant()));
        return PutDashboardResponse.builder()
                .dashboardValidationMessages(List.of())
                .build();
    }

    @Override
    public GetDashboardResponse getDashboard(GetDashboardRequest request) {
        var dashboard = store.get(Key.of(request.dashboardName()))
                .orElseThrow(() -> dashboardNotFound(request.dashboardName()));
        return GetDashboardResponse.builder()
                .dashboardArn(arn(dashboard.name()))
                .dashboardBody(dashboard.body())
                .dashboardName(dashboard.name())
                .build();
    }

    @Override
    public ListDashboardsResponse listDashboards(ListDashboardsRequest request) {
        var prefix = request.dashboardNamePrefix();
        var page = pages.records(
                "ListDashboards",
                request.nextToken(),
                null,
                store,
                prefix == null ? Range.all() : Range.all().startingWith(prefix),
                _ -> true);
        return ListDashboardsResponse.builder()
                .dashboardEntries(page.items().stream()
                        .map(dashboard -> DashboardEntry.builder()
                                .dashboardName(dashboard.name())
                                .dashboardArn(arn(dashboard.name()))
                                .lastModified(dashboard.modified())
                                .size((long) dashboard.body().getBytes(StandardCharsets.UTF_8).length)
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteDashboardsResponse deleteDashboards(DeleteDashboardsRequest request) {
        for (var name : request.dashboardNames()) {
            if (store.get(Key.of(name)).isEmpty()) {
                throw dashboardNotFound(name);
            }
        }
        var batch = platform.batch();
        request.dashboardNames().forEach(name -> batch.delete(store, Key.of(name)));
        batch.commit();
        return DeleteDashboardsResponse.builder().build();
    }
}
