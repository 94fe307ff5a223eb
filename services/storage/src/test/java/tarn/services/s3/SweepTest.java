package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

class SweepTest {

    private static final int MORE_THAN_A_SLICE = 2_100;

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @Test
    void manyObjectsExpireInSlices() {
        IntStream.range(0, MORE_THAN_A_SLICE).forEach(i -> tarn.put("k" + i, ""));
        var rule = LifecycleRule.builder()
                .status("Enabled")
                .filter(filter -> filter.prefix(""))
                .expiration(expire -> expire.days(1))
                .build();
        tarn.s3()
                .putBucketLifecycleConfiguration(request ->
                        request.bucket(BUCKET).lifecycleConfiguration(configuration -> configuration.rules(rule)));
        tarn.platform().clock().advance(Duration.ofDays(3));
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).keyCount())
                .isZero();
    }
}
