package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "my-bucket",
                "a.b.c",
                "0bucket0",
                "a23456789012345678901234567890123456789012345678901234567890123"
            })
    void aBucketMayBeCalled(String name) {
        assertThat(BucketNames.valid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Bucket",
                "a_b",
                "-ab",
                "ab-",
                ".ab",
                "ab.",
                "a..b",
                "192.168.5.4",
                "xn--abc",
                "sthree-abc",
                "abc-s3alias",
                "abc--ol-s3",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void aBucketMayNotBeCalled(String name) {
        assertThat(BucketNames.valid(name)).isFalse();
    }

    @Test
    void aCopySourceIsDecodedWithOrWithoutASlashBeforeIt() {
        assertThat(CopySource.parse("/bucket/a%20b%2Fc+d")).isEqualTo(new CopySource("bucket", "a b/c+d", null, null));
        assertThat(CopySource.parse("bucket/key?versionId=null"))
                .isEqualTo(new CopySource("bucket", "key", "null", null));
        var point = "arn:aws:s3:us-east-1:123456789012:accesspoint/reports";
        assertThat(CopySource.parse("arn%3Aaws%3As3%3Aus-east-1%3A123456789012%3Aaccesspoint%2Freports/object/a%20b"))
                .isEqualTo(new CopySource(point, "a b", null, null));
        assertThat(CopySource.parse("bucket%2Fkey")).isEqualTo(new CopySource("bucket", "key", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket", "/bucket", "bucket/", "", "bucket/%zz"})
    void aCopySourceNamesBucketAndKey(String header) {
        assertThatThrownBy(() -> CopySource.parse(header)).isInstanceOf(S3Exception.class);
    }

    @Test
    void entityTagsMatchWithAndWithoutQuotes() {
        assertThat(EntityTags.match("\"abc\"", "abc")).isTrue();
        assertThat(EntityTags.match("abc", "abc")).isTrue();
        assertThat(EntityTags.match("*", "abc")).isTrue();
        assertThat(EntityTags.match("\"x\", \"abc\"", "abc")).isTrue();
        assertThat(EntityTags.match("W/\"abc\"", "abc")).isTrue();
        assertThat(EntityTags.match("\"abd\"", "abc")).isFalse();
    }
}
