package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trino's types in Hive's words. */
final class HiveTypeTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            integer | int
            varchar | string
            varchar(7) | varchar(7)
            decimal(10, 2) | decimal(10,2)
            timestamp(3) with time zone | timestamp
            array(row(a bigint, "b c" map(varchar, real))) | array<struct<a:bigint,b c:map<string,float>>>
            row(integer, timestamp(3) with time zone, t timestamp(3)) | struct<field0:int,field1:timestamp,t:timestamp>
            """)
    void typesKeepTheirShape(String trino, String hive) {
        assertThat(HiveTypeText.of(trino)).isEqualTo(hive);
    }
}
