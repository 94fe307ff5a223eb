package tarn.services.athena;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios in text: a line {@code == what is shown}, the statement, a line {@code ----}, what is expected, up to the
 * next scenario.
 */
record Scenarios(String title, String statement, String expected) {

    static List<Scenarios> of(String file) {
        try {
            var text = Files.readString(Path.of("src/test/resources/athena", file));
            var scenarios = new ArrayList<Scenarios>();
            for (var block : text.split("(?m)^== ", -1)) {
                if (!block.isBlank()) {
                    var head = block.split("\n", 2);
                    var parts = head[1].split("(?m)^----\n", 2);
                    scenarios.add(new Scenarios(head[0].strip(), parts[0].strip(), parts[1].stripTrailing()));
                }
            }
            return scenarios;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
