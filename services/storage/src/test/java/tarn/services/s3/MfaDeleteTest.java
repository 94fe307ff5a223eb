package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.policy.SecondFactor;

class MfaDeleteTest {

    private static final String DEVICE = "arn:aws:iam::" + TestPlatform.ACCOUNT + ":mfa/phone";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private final Set<String> codes = new HashSet<>(Set.of("111111", "222222", "333333"));

    /* IAM, of which only the codes are asked here: each once, and those of this account alone. */
    @BeforeEach
    void devices() {
        SecondFactor factor = (serial, code) ->
                serial.equals(DEVICE) && Caller.current().account().equals(TestPlatform.ACCOUNT) && codes.remove(code);
        tarn.platform()
                .services()
                .add(
                        IamClient.class,
                        () -> Service.of(IamClient.class, new Nothing()).offering(SecondFactor.class, factor));
    }

    /** No operation. */
    private static final class Nothing implements IamClient, Part {}

    private void versioning(String status, @Nullable String mfaDelete, @Nullable String code) {
        tarn.s3()
                .putBucketVersioning(request -> request.bucket(BUCKET)
                        .mfa(code == null ? null : DEVICE + " " + code)
                        .versioningConfiguration(to -> to.status(status).mfaDelete(mfaDelete)));
    }

    private void denied(Runnable call) {
        refused(403, "AccessDenied", call::run);
    }

    @Test
    void itIsSwitchedOnAndOffWithACode() {
        denied(() -> versioning("Enabled", "Enabled", null));
        denied(() -> versioning("Enabled", "Enabled", "999999"));
        assertThat(told()).isNull();
        versioning("Enabled", "Disabled", null);
        assertThat(told()).isEqualTo("Disabled");
        versioning("Enabled", "Enabled", "111111");
        assertThat(told()).isEqualTo("Enabled");
        denied(() -> versioning("Suspended", null, null));
        denied(() -> versioning("Enabled", "Disabled", "111111"));
        versioning("Enabled", "Disabled", "222222");
        assertThat(told()).isEqualTo("Disabled");
    }

    private @Nullable String told() {
        return tarn.s3().getBucketVersioning(request -> request.bucket(BUCKET)).mfaDeleteAsString();
    }

    @Test
    void versionsAreDeletedForGoodWithACodeAlone() {
        versioning("Enabled", "Enabled", "111111");
        var first = tarn.put("k", "1").versionId();
        var second = tarn.put("k", "2").versionId();
        denied(() -> tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("k").versionId(first)));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("k"));
        tarn.s3()
                .deleteObject(request ->
                        request.bucket(BUCKET).key("k").versionId(first).mfa(DEVICE + " 222222"));
        var both = ObjectIdentifier.builder().key("k").versionId(second).build();
        var plain = ObjectIdentifier.builder().key("other").build();
        denied(() -> tarn.s3()
                .deleteObjects(request -> request.bucket(BUCKET).delete(delete -> delete.objects(plain, both))));
        denied(() -> tarn.s3()
                .deleteObjects(request ->
                        request.bucket(BUCKET).mfa(DEVICE + " 999999").delete(delete -> delete.objects(plain))));
        assertThat(versions()).isEqualTo(1);
        tarn.s3()
                .deleteObjects(request ->
                        request.bucket(BUCKET).mfa(DEVICE + " 333333").delete(delete -> delete.objects(plain, both)));
        assertThat(versions()).isZero();
    }

    private int versions() {
        return tarn.s3()
                .listObjectVersions(request -> request.bucket(BUCKET))
                .versions()
                .size();
    }

    @Test
    void onlyTheOwnersRootUserHasACodeTaken() {
        var user = new Caller(
                TestPlatform.ACCOUNT,
                "us-east-1",
                "arn:aws:iam::" + TestPlatform.ACCOUNT + ":user/eve",
                "AIDAEVE",
                null,
                null,
                "request");
        denied(() -> user.run(() -> versioning("Enabled", "Enabled", "111111")));
        assertThat(codes).hasSize(3);
    }

    @Test
    void itDoesNotGoWithALifeCycle() {
        Runnable expire = () -> tarn.s3()
                .putBucketLifecycleConfiguration(request -> request.bucket(BUCKET)
                        .lifecycleConfiguration(rules -> rules.rules(LifecycleRule.builder()
                                .status(ExpirationStatus.ENABLED)
                                .filter(filter -> filter.prefix(""))
                                .expiration(expiration -> expiration.days(1))
                                .build())));
        expire.run();
        refused(409, "InvalidBucketState", () -> versioning("Enabled", "Enabled", "111111"));
        tarn.s3().deleteBucketLifecycle(request -> request.bucket(BUCKET));
        versioning("Enabled", "Enabled", "222222");
        refused(409, "InvalidBucketState", expire::run);
    }
}
