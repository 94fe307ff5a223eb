package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResultCsvTest {

    @Test
    void everyValueIsQuotedAndNullIsNothing() throws IOException {
        var row = Arrays.<@Nullable String>asList("a", null, "", "say \"hi\"", "two\nlines", "x,y", "Ångström 😀");

        assertThat(written(row)).isEqualTo("\"a\",,\"\",\"say \"\"hi\"\"\",\"two\nlines\",\"x,y\",\"Ångström 😀\"\n");
    }

    @Test
    void aRowOfOneNullIsAnEmptyLine() throws IOException {
        assertThat(written(Arrays.<@Nullable String>asList((String) null))).isEqualTo("\n");
    }

    @Test
    void whatIsWrittenIsReadBackFromAnyRowOn() throws IOException {
        long seed = 20_261_121;
        var random = new Random(seed);
        var rows = new ArrayList<List<@Nullable String>>();
        var out = new ByteArrayOutputStream();
        var starts = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            var row = new ArrayList<@Nullable String>();
            for (int column = 0; column < 3; column++) {
                row.add(random.nextInt(5) == 0 ? null : anyText(random));
            }
            starts.add(out.size());
            rows.add(row);
            ResultCsv.write(row, out);
        }
        int from = random.nextInt(rows.size());
        var bytes = out.toByteArray();
        var in = new ByteArrayInputStream(bytes, starts.get(from), bytes.length);
        var reader = new ResultCsv.Reader(in);
        for (int i = from; i < rows.size(); i++) {
            assertThat(reader.read()).as("row %d with seed %d", i, seed).isEqualTo(rows.get(i));
        }
        assertThat(reader.read()).isNull();
        assertThat(starts.get(from) + reader.position()).isEqualTo(bytes.length);
    }

    @Test
    void aFileCutWithinAValueIsRefused() {
        var in = new ByteArrayInputStream("\"abc".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> new ResultCsv.Reader(in).read()).isInstanceOf(IOException.class);
    }

    private static String anyText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pick(random));
        }
        return text.toString();
    }

    private static String pick(Random random) {
        return List.of("a", "\"", ",", "\n", "\\", "'", "é", "😀", " ").get(random.nextInt(9));
    }

    private static String written(List<@Nullable String> row) throws IOException {
        var out = new ByteArrayOutputStream();
        ResultCsv.write(row, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
