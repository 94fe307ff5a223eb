package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.Payer;
import tarn.kernel.Caller;

/** What buckets are set up with: kept, told as it was set, refused where AWS refuses, gone with the bucket. */
class ConfigurationsTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final CORSRule RULE = CORSRule.builder()
            .id("pages")
            .allowedMethods("GET", "PUT")
            .allowedOrigins("https://*.example.com")
            .allowedHeaders("x-amz-*")
            .exposeHeaders("ETag")
            .maxAgeSeconds(300)
            .build();

    private void allow(CORSRule... rules) {
        tarn.s3().putBucketCors(request -> request.bucket(BUCKET).corsConfiguration(cors -> cors.corsRules(rules)));
    }

    @Test
    void corsRulesComeBackAsTheyWereSet() {
        refused(404, "NoSuchCORSConfiguration", () -> tarn.s3().getBucketCors(request -> request.bucket(BUCKET)));
        allow(RULE);
        assertThat(tarn.s3().getBucketCors(request -> request.bucket(BUCKET)).corsRules())
                .containsExactly(RULE);
        tarn.s3().deleteBucketCors(request -> request.bucket(BUCKET));
        refused(404, "NoSuchCORSConfiguration", () -> tarn.s3().getBucketCors(request -> request.bucket(BUCKET)));
    }

    @Test
    void corsRulesThatAwsRefusesAreRefusedAndChangeNothing() {
        allow(RULE);
        var rule = RULE.toBuilder();
        refused(400, "MalformedXML", () -> allow());
        refused(400, "InvalidRequest", () -> allow(rule.allowedMethods("PATCH").build()));
        refused(
                400,
                "InvalidRequest",
                () -> allow(rule.copy()
                        .allowedMethods("GET")
                        .allowedOrigins("http*://*")
                        .build()));
        refused(
                400,
                "InvalidRequest",
                () -> allow(RULE.toBuilder().allowedHeaders("*-*").build()));
        refused(
                400,
                "InvalidRequest",
                () -> allow(RULE.toBuilder().exposeHeaders("x-*").build()));
        refused(
                400,
                "InvalidRequest",
                () -> allow(IntStream.range(0, 101).mapToObj(i -> RULE).toArray(CORSRule[]::new)));
        assertThat(tarn.s3().getBucketCors(request -> request.bucket(BUCKET)).corsRules())
                .containsExactly(RULE);
    }

    @Test
    void configurationsGoWithTheirBucket() {
        allow(RULE);
        tarn.s3().deleteBucket(request -> request.bucket(BUCKET));
        refused(404, "NoSuchBucket", () -> allow(RULE));
        tarn.s3().createBucket(request -> request.bucket(BUCKET));
        refused(404, "NoSuchCORSConfiguration", () -> tarn.s3().getBucketCors(request -> request.bucket(BUCKET)));
    }

    @Test
    void whoDoesNotOwnTheBucketNeitherSetsNorReadsThem() {
        allow(RULE);
        Caller.root("210987654321", "us-east-1", "test").run(() -> {
            refused(403, "AccessDenied", () -> tarn.s3().getBucketCors(request -> request.bucket(BUCKET)));
            refused(403, "AccessDenied", () -> allow(RULE));
        });
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3().getBucketCors(request -> request.bucket(BUCKET).expectedBucketOwner("210987654321")));
    }

    @Test
    void theOwnerPaysUntilTheRequesterDoes() {
        assertThat(tarn.s3()
                        .getBucketRequestPayment(request -> request.bucket(BUCKET))
                        .payer())
                .isEqualTo(Payer.BUCKET_OWNER);
        tarn.s3()
                .putBucketRequestPayment(request ->
                        request.bucket(BUCKET).requestPaymentConfiguration(payment -> payment.payer(Payer.REQUESTER)));
        assertThat(tarn.s3()
                        .getBucketRequestPayment(request -> request.bucket(BUCKET))
                        .payer())
                .isEqualTo(Payer.REQUESTER);
        refused(
                400,
                "MalformedXML",
                () -> tarn.s3()
                        .putBucketRequestPayment(request -> request.bucket(BUCKET)
                                .requestPaymentConfiguration(payment -> payment.payer("Nobody"))));
    }

    @Test
    void accelerationIsKeptAndTold() {
        assertThat(tarn.s3()
                        .getBucketAccelerateConfiguration(request -> request.bucket(BUCKET))
                        .status())
                .isNull();
        tarn.s3()
                .putBucketAccelerateConfiguration(request -> request.bucket(BUCKET)
                        .accelerateConfiguration(speed -> speed.status(BucketAccelerateStatus.SUSPENDED)));
        assertThat(tarn.s3()
                        .getBucketAccelerateConfiguration(request -> request.bucket(BUCKET))
                        .status())
                .isEqualTo(BucketAccelerateStatus.SUSPENDED);
        tarn.s3().createBucket(request -> request.bucket("dotted.name"));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .putBucketAccelerateConfiguration(request -> request.bucket("dotted.name")
                                .accelerateConfiguration(speed -> speed.status(BucketAccelerateStatus.ENABLED))));
    }
}
