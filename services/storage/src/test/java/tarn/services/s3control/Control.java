package tarn.services.s3control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.s3.S3;

/** S3 and its control plane on a platform of its own for each test, which runs as {@link TestPlatform#CALLER}. */
final class Control implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    static final String BUCKET = "bucket";

    private @Nullable LocalPlatform platform;

    @Override
    public void beforeEach(ExtensionContext context) {
        var opened = TestPlatform.open();
        opened.services()
                .add(S3Client.class, () -> S3.on(opened))
                .add(S3ControlClient.class, () -> S3Control.on(opened));
        platform = opened;
        TestPlatform.CALLER.run(() -> s3().createBucket(request -> request.bucket(BUCKET)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        platform().close();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        TestPlatform.CALLER.call(() -> invocation.proceed());
    }

    LocalPlatform platform() {
        if (platform == null) {
            throw new IllegalStateException("No test is running");
        }
        return platform;
    }

    S3Client s3() {
        return platform().client(S3Client.class);
    }

    S3ControlClient control() {
        return platform().client(S3ControlClient.class);
    }

    void put(String key, String content) {
        s3().putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(content));
    }

    String get(String key) {
        return s3().getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asString(StandardCharsets.UTF_8);
    }

    /** What is called is refused with a code. */
    static void refused(String code, ThrowingCallable call) {
        var fault = catchThrowableOfType(AwsServiceException.class, call);
        assertThat(fault).as("refusal").isNotNull();
        var told = fault.awsErrorDetails();
        assertThat(told == null ? fault.getClass().getSimpleName() : told.errorCode())
                .isEqualTo(code);
    }
}
