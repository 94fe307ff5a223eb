package tarn.services.cloudwatchlogs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Logs Insights: queries really run. */
class InsightsTest {

    private static final long NOW = TestPlatform.START.toEpochMilli();

    @RegisterExtension
    final Governance governance = new Governance();

    private CloudWatchLogsClient logs() {
        return governance.logs();
    }

    @BeforeEach
    void begin() {
        TestPlatform.CALLER.run(() -> {
            logs().createLogGroup(b -> b.logGroupName("app"));
            logs().createLogStream(b -> b.logGroupName("app").logStreamName("one"));
            var events = new ArrayList<InputLogEvent>();
            for (int i = 0; i < 60; i++) {
                var message = i % 3 == 0
                        ? "{\"level\":\"ERROR\",\"ms\":" + i + ",\"user\":{\"name\":\"ann\"}}"
                        : "user=bob, took " + i + " ms, request 8f14e45fceea167a";
                events.add(InputLogEvent.builder()
                        .timestamp(NOW + i * 1000L)
                        .message(message)
                        .build());
            }
            logs().putLogEvents(b -> b.logGroupName("app").logStreamName("one").logEvents(events));
        });
    }

    private GetQueryResultsResponse run(String query) {
        var id = logs().startQuery(b -> b.logGroupName("app")
                        .startTime(NOW / 1000)
                        .endTime(NOW / 1000 + 3600)
                        .queryString(query))
                .queryId();
        var results = logs().getQueryResults(b -> b.queryId(id));
        while (results.status() == QueryStatus.RUNNING) {
            Thread.onSpinWait();
            results = logs().getQueryResults(b -> b.queryId(id));
        }
        assertThat(results.status()).isEqualTo(QueryStatus.COMPLETE);
        return results;
    }

    /** Rows as lines of texts, without pointers. */
    private List<String> rows(String query) {
        return run(query).results().stream()
                .map(row -> row.stream()
                        .filter(field -> !field.field().equals("@ptr"))
                        .map(field -> field.value())
                        .collect(Collectors.joining(" | ")))
                .toList();
    }

    @Test
    void linesComeLatestFirst() {
        assertThat(rows("fields @timestamp, @message | limit 1"))
                .containsExactly("2026-01-01 00:00:59.000 | user=bob, took 59 ms, request 8f14e45fceea167a");
        assertThat(rows("fields @timestamp | sort @timestamp asc | limit 2"))
                .containsExactly("2026-01-01 00:00:00.000", "2026-01-01 00:00:01.000");
        assertThat(run("fields @message").results().getFirst())
                .last()
                .satisfies(field -> assertThat(logs().getLogRecord(b -> b.logRecordPointer(field.value()))
                                .logRecord())
                        .containsEntry("@logStream", "one"));
    }

    @Test
    void membersOfJsonAreFields() {
        assertThat(rows("filter level = 'ERROR' and ms >= 54 | fields ms, user.name | sort ms"))
                .containsExactly("54 | ann", "57 | ann");
        assertThat(rows("fields ispresent(level) as has | stats count(*) by has | sort has"))
                .containsExactly("0 | 40", "1 | 20");
    }

    @Test
    void textsAreFoundAndTakenApart() {
        assertThat(rows("filter @message like 'bob' | stats count(*) as n")).containsExactly("40");
        assertThat(rows("filter @message like /(?i)ERROR/ | stats count(*)")).containsExactly("20");
        assertThat(rows("filter @message not like /bob/ | stats count(*)")).containsExactly("20");
        assertThat(rows("parse @message 'user=*, took * ms' as who, took | stats max(took), avg(took) by who"))
                .contains("bob | 59 | 30");
        assertThat(rows("parse @message /took (?<took>\\d+)/ | filter took in [1, 2] | fields took | sort took"))
                .containsExactly("1", "2");
    }

    @Test
    void rowsArePutTogether() {
        assertThat(rows("stats count(*) as n by bin(20s) as t | sort t"))
                .containsExactly(
                        "2026-01-01 00:00:00.000 | 20", "2026-01-01 00:00:20.000 | 20", "2026-01-01 00:00:40.000 | 20");
        assertThat(rows("filter ispresent(ms) | stats sum(ms), min(ms), pct(ms, 50),"
                        + " count_distinct(user.name), stddev(ms)"))
                .containsExactly("570 | 0 | 27 | 1 | 17.2988");
        assertThat(rows("stats count(*) as n by level | stats sum(n) as all")).containsExactly("60");
        assertThat(rows("stats count(*) by level | sort count(*) desc | limit 1"))
                .containsExactly("40");
        assertThat(rows("fields level | dedup level | stats count(*)")).containsExactly("2");
    }

    @Test
    void whatVariesIsTakenOut() {
        assertThat(rows("filter @message like 'bob' | pattern @message"))
                .singleElement()
                .asString()
                .startsWith("user=bob, took <*> ms, request <*> | 40");
    }

    @Test
    void valuesAreWorkedOut() {
        assertThat(rows("filter ms = 3 | fields ms * 2 + 1 as a, concat('x', ms) as b, strlen(level) as c, "
                        + "toupper(user.name) as d, abs(1 - ms) as e"))
                .containsExactly("7 | x3 | 5 | ANN | 2");
        assertThat(rows("filter ms = 3 | fields ms as shown | display shown")).containsExactly("3");
    }

    @Test
    void figuresTellWhatWasLookedAt() {
        var statistics = run("filter level = 'ERROR' | stats count(*)").statistics();
        assertThat(statistics.recordsScanned()).isEqualTo(60);
        assertThat(statistics.recordsMatched()).isEqualTo(20);
        assertThat(statistics.bytesScanned()).isPositive();
        assertThat(logs().describeQueries(b -> b.logGroupName("app")).queries()).hasSize(1);
    }

    @Test
    void whatIsNoQueryIsRefused() {
        for (var query : List.of("fields", "nonsense @message", "filter (a = 1", "stats frobnicate(a)", "fields a |")) {
            assertThatThrownBy(() -> run(query)).as(query).isInstanceOf(MalformedQueryException.class);
        }
    }

    @Test
    void whatIsOnDiskStaysReadable() {
        Golden.check(
                "cloudwatchlogs/queries",
                KeptQuery.FORMAT,
                new KeptQuery(
                        "id",
                        "fields @message",
                        List.of("app"),
                        TestPlatform.START,
                        "Complete",
                        1,
                        2,
                        3,
                        List.of(java.util.Map.of("@message", "hi"))));
        Golden.check(
                "cloudwatchlogs/deliveries",
                KeptDelivery.FORMAT,
                new KeptDelivery("arn", "role", "key", software.amazon.awssdk.core.SdkBytes.fromUtf8String("payload")));
    }
}
