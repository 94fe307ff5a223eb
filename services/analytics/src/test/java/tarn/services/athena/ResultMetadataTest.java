package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ResultMetadataTest {

    /** The file of the question at https://stackoverflow.com/questions/55991018, which AWS wrote. */
    @Test
    void theFileIsByteForByteWhatAthenaWrites() {
        var metadata = new ResultMetadata(
                "20190423_125128_00001_ehtur",
                List.of(new ResultColumn("ary", "array", 0, 0, false)),
                Optional.empty());

        assertThat(HexFormat.of().formatHex(metadata.encode()))
                .isEqualTo("0a1b32303139303432335f3132353132385f30303030315f6568747572" + "22190a0468697665220361"
                        + "72792a036172793205617272617948" + "03");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var metadata = new ResultMetadata(
                "20261121_120000_00001_abcde",
                List.of(
                        new ResultColumn("größe", "varchar", Integer.MAX_VALUE, 0, true),
                        new ResultColumn("price", "decimal", 10, 2, false),
                        new ResultColumn("", "bigint", 19, 0, false)),
                Optional.of(300L));

        assertThat(ResultMetadata.decode(metadata.encode())).isEqualTo(metadata);
    }
}
