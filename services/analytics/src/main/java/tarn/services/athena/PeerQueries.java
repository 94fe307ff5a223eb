package tarn.services.athena;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.engines.sql.LakeQueries;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** What peers ask the engine: as the current caller, beside all query executions and work groups. */
final class PeerQueries implements LakeQueries {

    private final Platform platform;
    private final QueryRuns runs;

    PeerQueries(Platform platform, QueryRuns runs) {
        this.platform = platform;
        this.runs = runs;
    }

    private GlueLake lake(String id) {
        return new GlueLake(
                platform.client(GlueClient.class),
                platform.client(S3Client.class),
                Caller.current(),
                ResultSettings.NONE,
                runs.traces(id),
                platform.clock(),
                Map.of(),
                Optional.empty());
    }

    private SqlQuery start(String id, String database, String text, GlueLake lake) {
        var engine = platform.engine(SqlEngine.class).orElseThrow(AthenaFaults::engineMissing);
        var now = platform.clock().instant();
        return engine.start(SqlStatement.of(
                id, text, Optional.of(database), Caller.current().account(), lake, now));
    }

    @Override
    public SqlQuery read(String database, String text) {
        var id = platform.ids().uuid().toString();
        return start(id, database, text, lake(id));
    }

    @Override
    public void change(String database, String text) {
        var id = platform.ids().uuid().toString();
        var lake = lake(id);
        try (var query = start(id, database, text, lake)) {
            query.await();
        } catch (SqlFailure failure) {
            runs.traces(id).undo(lake);
            throw failure;
        }
    }
}
