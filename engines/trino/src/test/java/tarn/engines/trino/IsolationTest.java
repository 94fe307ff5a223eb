package tarn.engines.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.sql.SqlQuery;

/** Statements of two callers at once, who use the same names for different things. */
final class IsolationTest {

    @TempDir
    Path folder;

    private FolderLake lake(String name) {
        var lake = FolderLake.in(folder.resolve(name));
        Engine.database(lake);
        lake.files().put("s3://b/t/a.csv", (name + "\n").repeat(1000).getBytes(UTF_8));
        lake.catalog().createTable(Engine.text("t", "s3://b/t/", "s", "string"));
        Engine.rows(lake, "CREATE VIEW v AS SELECT s, count(*) n FROM t GROUP BY s");
        return lake;
    }

    @Test
    void eachSeesOnlyItsOwn() {
        var mine = lake("mine");
        var theirs = lake("theirs");
        theirs.catalog().createTable(Engine.text("only_theirs", "s3://b/t/", "s", "string"));
        var queries = new ArrayList<SqlQuery>();
        for (int i = 0; i < 10; i++) {
            queries.add(Engine.start(i % 2 == 0 ? mine : theirs, "SELECT s, n FROM v"));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(queries.get(i).rows().next())
                    .asString()
                    .isEqualTo(i % 2 == 0 ? "[mine, 1000]" : "[theirs, 1000]");
        }
        queries.forEach(SqlQuery::close);
        assertThat(Engine.rows(mine, "SHOW TABLES")).asString().isEqualTo("[[t], [v]]");
        assertThat(Engine.rows(theirs, "SHOW TABLES")).asString().isEqualTo("[[only_theirs], [t], [v]]");
    }

    @Test
    void aChangeIsSeenByTheNextStatement() {
        var lake = lake("x");
        assertThat(Engine.value(lake, "SELECT count(*) FROM t")).isEqualTo(1000L);
        lake.files().put("s3://b/t/sub/b.csv", "more\n".getBytes(UTF_8));
        assertThat(Engine.value(lake, "SELECT count(*) FROM t")).isEqualTo(1001L);
        lake.catalog().replaceTable("db", "t", Engine.text("t", "s3://b/t/sub/", "s", "string"));
        assertThat(Engine.value(lake, "SELECT count(*) FROM t")).isEqualTo(1L);
    }
}
