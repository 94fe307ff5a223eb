package tarn.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Method;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.eventbridge.EventBridge;
import tarn.services.scheduler.Scheduler;
import tarn.services.sns.Sns;
import tarn.services.sqs.Sqs;

/** The services of this family on a platform of its own for each test, which runs as {@link TestPlatform#CALLER}. */
public final class Integration implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    private @Nullable LocalPlatform platform;

    @Override
    public void beforeEach(ExtensionContext context) {
        var opened = TestPlatform.open();
        add(opened);
        platform = opened;
    }

    /** Adds the services to a platform that a test opens itself. */
    public static void add(LocalPlatform opened) {
        opened.services()
                .add(SqsClient.class, () -> Sqs.on(opened))
                .add(EventBridgeClient.class, () -> EventBridge.on(opened))
                .add(SchedulerClient.class, () -> Scheduler.on(opened))
                .add(SnsClient.class, () -> Sns.on(opened));
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

    public LocalPlatform platform() {
        if (platform == null) {
            throw new IllegalStateException("No test is running");
        }
        return platform;
    }

    public <C extends AwsClient> C client(Class<C> contract) {
        return platform().client(contract);
    }

    public SqsClient sqs() {
        return client(SqsClient.class);
    }

    public SnsClient sns() {
        return client(SnsClient.class);
    }

    /** Lets time go by. */
    public void pass(Duration time) {
        platform().clock().advance(time);
    }

    /** Checks that work is refused with a code. */
    public static void refused(String code, ThrowingCallable work) {
        var fault = catchThrowableOfType(AwsServiceException.class, work);
        assertThat(fault).as("a refusal with " + code).isNotNull();
        assertThat(fault.awsErrorDetails().errorCode()).isEqualTo(code);
    }
}
