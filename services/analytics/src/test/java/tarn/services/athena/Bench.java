package tarn.services.athena;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.engines.sql.SqlEngine;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.glue.Glue;
import tarn.services.s3.S3;

/** Athena on a platform with S3, an engine, and a bucket {@code results}. */
final class Bench implements AutoCloseable {

    final LocalPlatform platform;
    final AthenaClient athena;
    final S3Client s3;

    Bench(SqlEngine engine) {
        this(TestPlatform.open(), engine);
        TestPlatform.CALLER.run(() -> s3.createBucket(request -> request.bucket("results")));
    }

    /** Athena on a data directory that was used before. */
    Bench(Path data, SqlEngine engine) {
        this(LocalPlatform.open(data, TestPlatform.options(7)), engine);
        platform.ready();
    }

    private Bench(LocalPlatform platform, SqlEngine engine) {
        this.platform = platform;
        platform.services()
                .add(S3Client.class, () -> S3.on(platform))
                .add(GlueClient.class, () -> Glue.on(platform))
                .add(AthenaClient.class, () -> Athena.on(platform));
        platform.engine(SqlEngine.class, () -> engine);
        this.athena = platform.client(AthenaClient.class);
        this.s3 = platform.client(S3Client.class);
    }

    String start(String query) {
        return athena.startQueryExecution(request -> request.queryString(query)
                        .resultConfiguration(result -> result.outputLocation("s3://results/out")))
                .queryExecutionId();
    }

    QueryExecution get(String id) {
        return athena.getQueryExecution(request -> request.queryExecutionId(id)).queryExecution();
    }

    /** Waits until a query has ended. */
    QueryExecution ended(String id) {
        while (true) {
            var execution = get(id);
            var state = execution.status().state();
            if (state != QueryExecutionState.QUEUED && state != QueryExecutionState.RUNNING) {
                return execution;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    QueryExecution run(String query) {
        return ended(start(query));
    }

    void put(String key, String text) {
        s3.putObject(request -> request.bucket("results").key(key), RequestBody.fromString(text));
    }

    String read(String uri) {
        var path = S3Path.parse(uri).orElseThrow();
        try (var in = s3.getObject(request -> request.bucket(path.bucket()).key(path.key()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    java.util.List<String> keys() {
        return s3.listObjectsV2(request -> request.bucket("results")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Override
    public void close() {
        platform.close();
    }
}
