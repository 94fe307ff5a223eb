package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** The bytes of what Athena keeps: they can be read by every later Tarn. */
final class FormatsTest {

    private static final ResultSettings SETTINGS = new ResultSettings("SSE_KMS", "key", "123456789012", null);

    private static Execution execution(Progress progress) {
        return new Execution(
                "id",
                "SELECT ?",
                "DML",
                "SELECT",
                StatementKind.Output.CSV,
                "primary",
                "awsdatacatalog",
                "db",
                "s3://b/out/id.csv",
                SETTINGS,
                1_700_000_000_000L,
                progress,
                List.of("1"),
                "SELECT ?",
                60);
    }

    private static void check(String name, Execution execution) {
        Golden.check("athena/" + name, Formats.record(Execution.class), execution);
    }

    @Test
    void executions() {
        check("executions-queued", execution(new Progress.Queued()));
        check("executions-running", execution(new Progress.Running(1_700_000_000_001L)));
        var cost = new Cost(1, 2, 3, 4, 5, 6);
        var deeds = new Deeds(1, 2, 3, 4, List.of(new Deeds.Stage(0, -1, "FINISHED", 1, 2, 3, 4, 5)));
        check("executions-succeeded", execution(new Progress.Succeeded(9, cost, "s3://b/m.csv", deeds, true)));
        check("executions-failed", execution(new Progress.Failed(9, cost, "why", 2, 1006, false)));
        check("executions-cancelled", execution(new Progress.Cancelled(9, cost, "why")));
    }

    @Test
    void historyAndItsLists() {
        Golden.check("athena/history", Formats.record(History.Line.class), new History.Line("id"));
        Golden.check("athena/tokens", Formats.record(History.Token.class), new History.Token("id", 7));
        Golden.check(
                "athena/open", Formats.record(History.Open.class), new History.Open("id", "123456789012", "us-east-1"));
        Golden.check("athena/results", Formats.record(Reuse.Result.class), new Reuse.Result("id", "fingerprint"));
    }

    @Test
    void traces() {
        Golden.check(
                "athena/traces-file",
                Formats.record(Traces.Trace.class),
                new Traces.Trace(new Traces.MadeFile("s3://b/k")));
        Golden.check(
                "athena/traces-table",
                Formats.record(Traces.Trace.class),
                new Traces.Trace(new Traces.MadeTable("db", "t")));
    }

    @Test
    void statements() {
        Golden.check(
                "athena/prepared",
                Formats.record(PreparedStatements.Prepared.class),
                new PreparedStatements.Prepared("primary", "p", "about", "SELECT ?", 7));
        Golden.check(
                "athena/named-queries",
                Formats.record(NamedQueries.Saved.class),
                new NamedQueries.Saved("id", "n", "about", "db", "SELECT 1", "primary"));
    }

    @Test
    void workGroups() {
        Golden.check(
                "athena/workgroups",
                Formats.record(WorkGroup.class),
                new WorkGroup(
                        "g",
                        true,
                        "about",
                        "s3://b/out/",
                        SETTINGS,
                        true,
                        true,
                        false,
                        false,
                        10_000_000L,
                        "role",
                        WorkGroup.AUTO,
                        7,
                        new LinkedHashMap<>(Map.of("k", "v"))));
    }

    @Test
    void dataCatalogsAndCapacity() {
        Golden.check(
                "athena/datacatalogs",
                Formats.record(KeptCatalog.class),
                new KeptCatalog(
                        "c",
                        "FEDERATED",
                        "about",
                        new LinkedHashMap<>(Map.of("connection-type", "DYNAMODB")),
                        "DYNAMODB",
                        new LinkedHashMap<>(Map.of("k", "v"))));
        Golden.check(
                "athena/capacity",
                Formats.record(Reservation.class),
                new Reservation(
                        "r", false, 24, List.of(List.of("primary")), 7, 8, new LinkedHashMap<>(Map.of("k", "v"))));
    }
}
