package tarn.services.athena;

import java.util.List;
import software.amazon.awssdk.services.athena.AthenaClient;
import tarn.engines.sql.LakeQueries;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;
import tarn.policy.Guard;

/** Amazon Athena. */
public final class Athena {

    private static final int PAGE = 50;

    /** Athena on a platform; it asks the peers Glue and S3, and the engine behind {@code SqlEngine}. */
    public static Service on(Platform platform) {
        platform.engine(SqlEngine.class).ifPresent(SqlEngine::warm); // who asks Athena anything will soon ask a query
        var pages = new Pages(platform.tokens(), PAGE, PAGE, token -> AthenaFaults.tokenInvalid());
        var history = new History(platform, new News(platform));
        var groups = new WorkGroups(platform, history);
        var prepared = new PreparedStatements(platform, groups);
        var reuse = new Reuse(platform, history);
        var catalogs = new DataCatalogs(platform, pages);
        var capacity = new CapacityReservations(platform, groups, pages);
        var runs = new QueryRuns(platform, history, prepared, reuse, catalogs, capacity);
        var named = new NamedQueries(platform, groups);
        return Service.of(
                        AthenaClient.class,
                        new Queries(platform, history, groups, runs, prepared, reuse, catalogs),
                        prepared,
                        new QueryResults(platform, history),
                        groups,
                        named,
                        catalogs,
                        new CatalogContents(platform, catalogs, pages),
                        capacity,
                        new Tags(groups, catalogs, capacity))
                .offering(LakeQueries.class, new PeerQueries(platform, runs))
                .offering(
                        Guard.class,
                        new AthenaGuard(
                                id -> history.find(id).map(Execution::workGroup),
                                named::group,
                                List.of(groups, catalogs, capacity)));
    }

    /** Whether queries ran when the process last stopped, so that the service should not wait for its first request. */
    public static boolean wasInterrupted(Platform platform) {
        return History.isInterrupted(platform);
    }

    private Athena() {}
}
