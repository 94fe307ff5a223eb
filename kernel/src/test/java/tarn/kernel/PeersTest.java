package tarn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GetDatabasesRequest;
import software.amazon.awssdk.services.glue.model.GetDatabasesResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tarn.kernel.testing.TestPlatform;

class PeersTest {

    private final LocalPlatform platform = TestPlatform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    static final class Databases implements GlueClient, Part {
        @Override
        public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
            if (request.name().equals("absent")) {
                throw EntityNotFoundException.builder().message("no").build();
            }
            var name = request.name() + " of " + Caller.current().account();
            return GetDatabaseResponse.builder()
                    .database(Database.builder().name(name).build())
                    .build();
        }

        @Override
        public GetDatabasesResponse getDatabases(GetDatabasesRequest request) {
            var first = request.nextToken() == null;
            return GetDatabasesResponse.builder()
                    .databaseList(Database.builder().name(first ? "one" : "two").build())
                    .nextToken(first ? "next" : null)
                    .build();
        }
    }

    /** A service that asks another while it answers. */
    static final class Asking implements S3Client, Part {
        private final Platform platform;

        Asking(Platform platform) {
            this.platform = platform;
        }

        @Override
        public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
            platform.client(GlueClient.class).getDatabase(get -> get.name("d"));
            return DeleteBucketResponse.builder().build();
        }
    }

    static final class Objects implements S3Client, Part {
        private byte[] kept = new byte[0];

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            try (var in = body.contentStreamProvider().newStream()) {
                kept = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return PutObjectResponse.builder().eTag("tag").build();
        }

        @Override
        public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> answer) {
            try {
                return answer.transform(
                        GetObjectResponse.builder()
                                .contentLength((long) kept.length)
                                .build(),
                        AbortableInputStream.create(new ByteArrayInputStream(kept)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private GlueClient glue() {
        platform.services().add(GlueClient.class, () -> Service.of(GlueClient.class, new Databases()));
        return platform.client(GlueClient.class);
    }

    @Test
    void aPeerAnswersAsTheCaller() {
        var glue = glue();
        CALLER.run(() -> assertThat(
                        glue.getDatabase(GetDatabaseRequest.builder().name("d").build())
                                .database()
                                .name())
                .isEqualTo("d of " + CALLER.account()));
    }

    @Test
    void theConvenientFormsWorkToo() {
        var glue = glue();
        CALLER.run(() -> {
            assertThat(glue.getDatabase(b -> b.name("d")).database().name()).startsWith("d of");
            assertThat(glue.getDatabasesPaginator(b -> {}).stream()
                            .flatMap(page -> page.databaseList().stream())
                            .map(Database::name))
                    .containsExactly("one", "two");
        });
    }

    @Test
    void aFaultArrivesAsItWasThrown() {
        var glue = glue();
        CALLER.run(() -> assertThatThrownBy(() -> glue.getDatabase(b -> b.name("absent")))
                .isInstanceOf(EntityNotFoundException.class));
    }

    @Test
    void whatNoPartImplementsSaysSo() {
        var glue = glue();
        CALLER.run(() -> assertThatThrownBy(() -> glue.deleteDatabase(b -> b.name("d")))
                .isInstanceOfSatisfying(GlueException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
                    assertThat(e.statusCode()).isEqualTo(501);
                    assertThat(e.getMessage()).contains("Glue DeleteDatabase");
                }));
        CALLER.run(
                () -> assertThatThrownBy(() -> platform.client(S3Client.class).listBuckets())
                        .hasMessageContaining("S3 ListBuckets"));
    }

    @Test
    void bodiesStreamBothWays() {
        platform.services().add(S3Client.class, () -> Service.of(S3Client.class, new Objects()));
        var s3 = platform.client(S3Client.class);
        CALLER.run(() -> {
            s3.putObject(b -> b.bucket("b").key("k"), RequestBody.fromString("text"));
            assertThat(s3.getObjectAsBytes(b -> b.bucket("b").key("k")).asUtf8String())
                    .isEqualTo("text");
            try (var in = s3.getObject(b -> b.bucket("b").key("k"))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("text");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void everyRequestGoesThroughTheStagesInOrder() {
        var seen = new ArrayList<String>();
        platform.services()
                .through(
                        (invocation, next) -> {
                            seen.add("first " + invocation.operation().name());
                            return next.apply(invocation);
                        },
                        (invocation, next) -> {
                            seen.add("second");
                            var answer = next.apply(invocation);
                            seen.add("answered");
                            return answer;
                        });
        var glue = glue();
        CALLER.run(() -> glue.getDatabase(b -> b.name("d")));
        assertThat(seen).containsExactly("first GetDatabase", "second", "answered");
    }

    @Test
    void aServiceThatAsksAnotherIsKnownToTheStages() {
        var seen = new ArrayList<String>();
        platform.services()
                .add(S3Client.class, () -> Service.of(S3Client.class, new Asking(platform)))
                .through((invocation, next) -> {
                    seen.add(invocation.operation().name() + " by " + invocation.by() + " via "
                            + Caller.current().via());
                    return next.apply(invocation);
                });
        glue();
        var s3 = platform.client(S3Client.class);
        CALLER.run(() -> s3.deleteBucket(b -> b.bucket("b")));
        CALLER.via("athena.amazonaws.com").run(() -> s3.deleteBucket(b -> b.bucket("b")));
        assertThat(seen)
                .containsExactly(
                        "DeleteBucket by null via null",
                        "GetDatabase by s3.amazonaws.com via s3.amazonaws.com",
                        "DeleteBucket by athena.amazonaws.com via athena.amazonaws.com",
                        "GetDatabase by s3.amazonaws.com via athena.amazonaws.com");
    }

    @Test
    void aServiceIsAssembledOnItsFirstRequestOnce() {
        var assembled = new AtomicInteger();
        platform.services().add(GlueClient.class, () -> {
            assembled.incrementAndGet();
            return Service.of(GlueClient.class, new Databases());
        });
        var glue = platform.client(GlueClient.class);
        assertThat(assembled).hasValue(0);
        CALLER.run(() -> {
            glue.getDatabase(b -> b.name("d"));
            glue.getDatabase(b -> b.name("d"));
        });
        assertThat(assembled).hasValue(1);
        assertThat(platform.services().contracts()).isEqualTo(List.of(GlueClient.class));
    }

    @Test
    void aClientIsAnOrdinaryObject() {
        var glue = glue();
        assertThat(glue).isEqualTo(platform.client(GlueClient.class)).hasToString("the peer GlueClient");
        assertThat(glue).hasSameHashCodeAs(platform.client(GlueClient.class));
        glue.close();
        assertThat(glue.serviceName()).contains("glue");
    }
}
