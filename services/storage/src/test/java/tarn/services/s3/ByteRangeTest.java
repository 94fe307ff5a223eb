package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=3-5, 3, 3",
        "bytes=9-, 9, 1",
        "bytes=2-100, 2, 8",
        "bytes=-3, 7, 3",
        "bytes=-100, 0, 10"
    })
    void aRangeSelectsBytesOfTen(String header, long position, long length) {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(position, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-2", "bytes=a-b", "bytes=-", "bytes=0-1,3-4", "lines=0-1", ""})
    void whatIsNotOneRangeIsIgnored(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0"})
    void aRangeBehindTheEndIsRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10)).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(416);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=-1"})
    void anEmptyObjectSatisfiesNoRange(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 0)).isInstanceOf(S3Exception.class);
    }
}
