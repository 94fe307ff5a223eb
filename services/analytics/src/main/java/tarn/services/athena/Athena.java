package tarn.services.athena;

import software.amazon.awssdk.services.athena.AthenaClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** Amazon Athena. */
public final class Athena {

    /** Athena on a platform; it asks the peers Glue and S3, and the engine behind {@code SqlEngine}. */
    public static Service on(Platform platform) {
        var history = new History(platform);
        var groups = new WorkGroups(platform, history);
        var runs = new QueryRuns(platform, history);
        return Service.of(
                AthenaClient.class,
                new Queries(platform, history, groups, runs),
                new QueryResults(platform, history),
                groups,
                new NamedQueries(platform, groups),
                new DataCatalogs(platform));
    }

    private Athena() {}
}
