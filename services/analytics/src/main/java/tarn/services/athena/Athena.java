package tarn.services.athena;

import software.amazon.awssdk.services.athena.AthenaClient;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon Athena. */
public final class Athena {

    /** Athena on a platform; it asks the peers Glue and S3, and the engine behind {@code SqlEngine}. */
    public static Service on(Platform platform) {
        platform.engine(SqlEngine.class).ifPresent(SqlEngine::warm); // who asks Athena anything will soon ask a query
        var history = new History(platform);
        var groups = new WorkGroups(platform, history);
        var prepared = new PreparedStatements(platform, groups);
        var reuse = new Reuse(platform, history);
        var runs = new QueryRuns(platform, history, prepared, reuse);
        var named = new NamedQueries(platform, groups);
        return Service.of(
                        AthenaClient.class,
                        new Queries(platform, history, groups, runs, prepared, reuse),
                        prepared,
                        new QueryResults(platform, history),
                        groups,
                        named,
                        new DataCatalogs(platform))
                .offering(
                        Guard.class,
                        new AthenaGuard(
                                id -> history.find(id).map(Execution::workGroup), named::group, groups::tagsOf));
    }

    /** Whether queries ran when the process last stopped, so that the service should not wait for its first request. */
    public static boolean wasInterrupted(Platform platform) {
        return History.isInterrupted(platform);
    }

    private Athena() {}
}
