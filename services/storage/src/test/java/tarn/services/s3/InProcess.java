package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;

/**
 * S3 on a platform of its own for each test, which runs as {@link TestPlatform#CALLER}; or, where a test class is marked
 * {@link OverHttp}, behind a port.
 */
final class InProcess implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

    static final String BUCKET = "bucket";

    private final TinyKms kms = new TinyKms();
    private @Nullable LocalPlatform platform;
    private @Nullable HttpDoor door;

    @Override
    public void beforeEach(ExtensionContext context) {
        var opened = TestPlatform.open();
        opened.services().add(S3Client.class, () -> S3.on(opened));
        opened.services().add(KmsClient.class, () -> Service.of(KmsClient.class, kms));
        platform = opened;
        if (context.getRequiredTestClass().isAnnotationPresent(OverHttp.class)) {
            door = new HttpDoor(opened);
        }
        TestPlatform.CALLER.run(() -> s3().createBucket(request -> request.bucket(BUCKET)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (door != null) {
            door.close();
        }
        platform().close();
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        TestPlatform.CALLER.call(() -> invocation.proceed());
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

    LocalPlatform platform() {
        if (platform == null) {
            throw new IllegalStateException("No test is running");
        }
        return platform;
    }

    TinyKms kms() {
        return kms;
    }

    S3Client s3() {
        return door == null ? platform().client(S3Client.class) : door.client();
    }

    /** Where a test class that is marked {@link OverHttp} finds the server. */
    int port() {
        if (door == null) {
            throw new IllegalStateException("Not over HTTP");
        }
        return door.port();
    }

    PutObjectResponse put(String key, String content) {
        return s3().putObject(
                        request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content.getBytes(UTF_8)));
    }

    PutObjectResponse put(String key, byte[] bytes, Consumer<PutObjectRequest.Builder> how) {
        return s3().putObject(request -> how.accept(request.bucket(BUCKET).key(key)), RequestBody.fromBytes(bytes));
    }

    byte[] bytes(String key) {
        return s3().getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
    }

    /** Has the bucket encrypt by a rule. */
    void encrypt(ServerSideEncryptionRule.Builder rule) {
        s3().putBucketEncryption(request ->
                request.bucket(BUCKET).serverSideEncryptionConfiguration(all -> all.rules(rule.build())));
    }

    /** All files of the data directory, since the store's hold the small objects. */
    void nothingOnDiskShows(String text) throws IOException {
        try (var files = Files.walk(platform().data())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), UTF_8).contains(text))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    String get(String key) {
        return s3().getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asString(UTF_8);
    }

    /** Turns versioning of the bucket on or off. */
    void versioning(BucketVersioningStatus status) {
        versioning(BUCKET, status);
    }

    void versioning(String bucket, BucketVersioningStatus status) {
        s3().putBucketVersioning(request -> request.bucket(bucket).versioningConfiguration(to -> to.status(status)));
    }

    /** What is called is refused with a status and a code. */
    static S3Exception refused(int status, String code, ThrowingCallable call) {
        var fault = catchThrowableOfType(S3Exception.class, call);
        assertThat(fault).as("refusal").isNotNull();
        // Without a body HTTP tells the status only
        var told = fault.awsErrorDetails().errorCode();
        assertThat(told == null ? code : told).isEqualTo(code);
        assertThat(fault.statusCode()).isEqualTo(status);
        return fault;
    }
}
