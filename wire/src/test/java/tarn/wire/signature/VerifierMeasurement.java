package tarn.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Signed;

/**
 * What it costs to check a signature: the median of requests as boto3 and the AWS CLI send them, with their small bodies.
 */
class VerifierMeasurement {

    private static final int ROUNDS = 7;
    private static final int CHECKS = 4_000;
    private static final double MICROSECONDS_MAX = 50;

    @Test
    void checkingASignatureTakesLessThanFiftyMicroseconds() throws IOException {
        var recorded = Recorded.all().stream()
                .filter(each -> !each.name().equals("s3 old presigned"))
                .filter(each -> ((Signed) Claims.of(each.request())).token().isEmpty())
                .toList();
        var keys = new RememberedKeys();
        keys.put(new AccessKey(
                Recorded.KEY,
                Recorded.SECRET,
                null,
                null,
                "111122223333",
                "arn:aws:iam::111122223333:user/u",
                "AIDA",
                true));
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            var nanos = new long[CHECKS];
            for (int i = 0; i < CHECKS; i++) {
                nanos[i] = check(recorded.get(i % recorded.size()).request(), keys);
            }
            Arrays.sort(nanos);
            best = Math.min(best, nanos[CHECKS / 2] / 1_000.0);
        }
        System.out.printf("Checking a signature takes %.2f µs, of %d requests%n", best, recorded.size());
        assertThat(best).isLessThan(MICROSECONDS_MAX);
    }

    private static long check(WireRequest request, RememberedKeys keys) throws IOException {
        var time = Timestamps.parse(((Signed) Claims.of(request)).timestamp()).orElseThrow();
        var verifier = new Verifier(keys, InstantSource.fixed(time));
        long begun = System.nanoTime();
        var signed = (Signed) Claims.of(request);
        var manners = signed.scope().service().equals("s3") ? Manners.S3 : Manners.JSON;
        var read = verifier.verify(request, signed, signed.scope().service(), manners)
                .request()
                .body()
                .readAllBytes();
        long taken = System.nanoTime() - begun;
        assertThat(read).isNotNull();
        return taken;
    }
}
