package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document of what is answered is what is answered. */
class CoverageTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "coverage.md");

    @Test
    void theDocumentEqualsWhatIsComputed() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .as("docs/coverage.md is out of date: run ./tarn coverage")
                .isEqualTo(Coverage.text());
    }

    @Test
    void itIsComputedTheSameEachTime() {
        assertThat(Coverage.text()).isEqualTo(Coverage.text());
    }
}
