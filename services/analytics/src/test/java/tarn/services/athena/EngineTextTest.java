package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EngineTextTest {

    @Test
    void aStatementPassesAsItCame() {
        assertThat(EngineText.of("SELECT ';' AS \"a;b\" -- end;")).isEqualTo("SELECT ';' AS \"a;b\" -- end;");
    }

    @Test
    void theSemicolonAtTheEndIsTakenAway() {
        assertThat(EngineText.of("SELECT '😀' ; ; -- done\n")).isEqualTo("SELECT '😀'");
    }

    @Test
    void aSemicolonBetweenStatementsStaysForTheEngineToRefuse() {
        assertThat(EngineText.of("SELECT 1; SELECT 2")).isEqualTo("SELECT 1; SELECT 2");
    }
}
