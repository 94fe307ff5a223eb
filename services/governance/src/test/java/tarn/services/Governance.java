package tarn.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Method;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Session;
import tarn.kernel.testing.TestPlatform;
import tarn.services.cloudwatch.CloudWatch;
import tarn.services.cloudwatchlogs.CloudWatchLogs;
import tarn.services.iam.Iam;
import tarn.services.kms.Kms;
import tarn.services.secretsmanager.SecretsManager;
import tarn.services.ssm.Ssm;
import tarn.services.sts.Sts;

/** The services of governance on a platform of its own for each test, which runs as {@link TestPlatform#CALLER}. */
public final class Governance implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    /** A trust policy for users and roles of the test's account. */
    public static final String TRUST_ACCOUNT = trust("\"AWS\": \"arn:aws:iam::123456789012:root\"");

    private @Nullable LocalPlatform platform;

    /** A trust policy for a principal. */
    public static String trust(String principal) {
        return """
            {"Version": "2012-10-17",
             "Statement": {"Effect": "Allow", "Principal": {%s}, "Action": "sts:AssumeRole"}}\
            """.formatted(principal);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var opened = TestPlatform.open();
        opened.services()
                .add(IamClient.class, () -> Iam.on(opened))
                .add(StsClient.class, () -> Sts.on(opened))
                .add(KmsClient.class, () -> Kms.on(opened))
                .add(SecretsManagerClient.class, () -> SecretsManager.on(opened))
                .add(SsmClient.class, () -> Ssm.on(opened))
                .add(CloudWatchLogsClient.class, () -> CloudWatchLogs.on(opened))
                .add(CloudWatchClient.class, () -> CloudWatch.on(opened));
        platform = opened;
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

    @Override
    public void interceptTestTemplateMethod(
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

    public IamClient iam() {
        return platform().client(IamClient.class);
    }

    public KmsClient kms() {
        return platform().client(KmsClient.class);
    }

    public SecretsManagerClient secrets() {
        return platform().client(SecretsManagerClient.class);
    }

    public SsmClient ssm() {
        return platform().client(SsmClient.class);
    }

    public CloudWatchClient metrics() {
        return platform().client(CloudWatchClient.class);
    }

    public CloudWatchLogsClient logs() {
        return platform().client(CloudWatchLogsClient.class);
    }

    public StsClient sts() {
        return platform().client(StsClient.class);
    }

    /** The key of that id, as the gateway finds it. */
    public AccessKey key(String id) {
        return platform().accessKeys().find(id).orElseThrow();
    }

    /** What a temporary key carries. */
    public Session session(String id) {
        var session = key(id).session();
        if (session == null) {
            throw new AssertionError(id + " is no temporary key");
        }
        return session;
    }

    /** Whoever signs with a key. */
    public Caller holder(String keyId) {
        var key = key(keyId);
        return new Caller(key.account(), "us-east-1", key.principal(), key.userId(), key.id(), null, "test-request");
    }

    /** What is called is refused with a status, a code and a message. */
    public static void refused(int status, String code, String message, ThrowingCallable call) {
        var fault = catchThrowableOfType(AwsServiceException.class, call);
        assertThat(fault).as("refusal").isNotNull();
        assertThat(fault.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(fault.awsErrorDetails().errorMessage()).isEqualTo(message);
        assertThat(fault.statusCode()).isEqualTo(status);
    }
}
