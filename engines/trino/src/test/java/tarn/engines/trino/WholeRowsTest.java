package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tarn.engines.sql.SqlFailure.Position;

/** Where the text of an {@code UNNEST} is wrapped. */
final class WholeRowsTest {

    private static final String GIVEN = "SELECT 1 FROM t\n  CROSS JOIN UNNEST(f(a, 'x)')) AS u(r), UNNEST(b[1]) v (s)";

    @Test
    void eachIsWrappedWhereItStands() {
        var text = CreateTableText.of(GIVEN, Optional.empty());
        var once = WholeRows.wrapped(text, GIVEN, new Position(2, 14)).orElseThrow();
        assertThat(once.text())
                .isEqualTo(
                        "SELECT 1 FROM t\n  CROSS JOIN UNNEST(transform(f(a, 'x)'), tarn_row -> ROW(tarn_row))) AS u(r),"
                                + " UNNEST(b[1]) v (s)");
        int second = once.text().lastIndexOf("UNNEST") - once.text().lastIndexOf('\n');
        var twice = WholeRows.wrapped(once, GIVEN, new Position(2, second)).orElseThrow();
        assertThat(twice.text())
                .isEqualTo(
                        "SELECT 1 FROM t\n  CROSS JOIN UNNEST(transform(f(a, 'x)'), tarn_row -> ROW(tarn_row))) AS u(r),"
                                + " UNNEST(transform(b[1], tarn_row -> ROW(tarn_row))) v (s)");
        assertThat(twice.given(new Position(
                        2, twice.text().indexOf("v (s)") - twice.text().lastIndexOf('\n'))))
                .isEqualTo(new Position(2, GIVEN.indexOf("v (s)") - GIVEN.lastIndexOf('\n')));
    }

    @Test
    void otherPlacesAreLeft() {
        var text = CreateTableText.of(GIVEN, Optional.empty());
        assertThat(WholeRows.wrapped(text, GIVEN, new Position(1, 1))).isEmpty();
    }
}
