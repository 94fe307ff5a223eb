package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StatementReaderTest {

    static List<Scenarios> definitions() {
        return Scenarios.of("definitions.sqltest");
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void aStatementIsReadAsItsScenarioSays(Scenarios scenario) {
        assertThat(read(scenario.statement())).isEqualTo(scenario.expected());
    }

    /** Control characters as they would be written in Java. */
    private static String visible(String text) {
        var visible = new StringBuilder();
        text.chars().forEach(c -> visible.append(c < ' ' ? "\\u%04x".formatted(c) : String.valueOf((char) c)));
        return visible.toString();
    }

    private static String read(String sql) {
        try {
            return StatementReader.read(sql)
                    .map(statement -> visible(statement.toString()))
                    .orElse("for the engine");
        } catch (ParseFailure failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
