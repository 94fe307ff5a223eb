package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tarn.engines.sql.SqlStruct;
import tarn.engines.sql.SqlTimestamp;

final class ResultTextTest {

    @Test
    void plainValuesArePrintedAsAthenaPrintsThem() {
        assertThat(ResultText.of(null)).isNull();
        assertThat(ResultText.of("text")).isEqualTo("text");
        assertThat(ResultText.of(true)).isEqualTo("true");
        assertThat(ResultText.of(42L)).isEqualTo("42");
        assertThat(ResultText.of(1.0)).isEqualTo("1.0");
        assertThat(ResultText.of(1e10)).isEqualTo("1.0E10");
        assertThat(ResultText.of(Double.NaN)).isEqualTo("NaN");
        assertThat(ResultText.of(new BigDecimal("0.000000010"))).isEqualTo("0.000000010");
        assertThat(ResultText.of(new byte[] {0x68, (byte) 0xE9})).isEqualTo("68 e9");
        assertThat(ResultText.of(LocalDate.of(2020, 1, 31))).isEqualTo("2020-01-31");
        assertThat(ResultText.of(new SqlTimestamp(LocalDateTime.of(2020, 1, 31, 7, 5, 9), 0, 0, Optional.empty())))
                .isEqualTo("2020-01-31 07:05:09.000");
    }

    @Test
    void nestedValuesArePrintedAsAthenaPrintsThem() {
        var map = new LinkedHashMap<String, Object>();
        map.put("k", 1);
        map.put("l", List.of("a", "b"));
        var struct = new SqlStruct(List.of(
                new SqlStruct.Field(Optional.of("a"), 1),
                new SqlStruct.Field(Optional.of("b"), null),
                new SqlStruct.Field(Optional.empty(), new BigDecimal("2.50"))));

        assertThat(ResultText.of(Arrays.asList(1, null, 3))).isEqualTo("[1, null, 3]");
        assertThat(ResultText.of(List.of())).isEqualTo("[]");
        assertThat(ResultText.of(map)).isEqualTo("{k=1, l=[a, b]}");
        assertThat(ResultText.of(struct)).isEqualTo("{a=1, b=null, field2=2.50}");
        assertThat(ResultText.of(List.of(struct))).isEqualTo("[{a=1, b=null, field2=2.50}]");
    }
}
