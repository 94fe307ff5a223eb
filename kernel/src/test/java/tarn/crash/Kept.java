package tarn.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tarn.blobs.Blob;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The platform that is killed, with the stores that the steps write to. */
final class Kept implements AutoCloseable {

    static final Caller CALLER = Caller.root("123456789012", "us-east-1", "crash");

    /** An object: which value its bytes follow from, and the bytes. */
    record Stored(String value, Blob blob) {}

    final LocalPlatform platform;
    final Store<String> tables;
    final Store<String> names;
    final Store<Stored> objects;

    Kept(Path data) {
        platform = LocalPlatform.open(data, Options.durable());
        tables = platform.store("crash/tables", Scope.REGION, Formats.text());
        names = platform.store("crash/names", Scope.GLOBAL, Formats.text());
        objects = platform.store("crash/objects", Scope.ACCOUNT, Formats.record(Stored.class));
    }

    /** Does a step in one batch. */
    void write(Step step) {
        var batch = platform.batch();
        for (var change : step.changes()) {
            var key = Key.of(change.key());
            switch (change.where()) {
                case TABLES -> {
                    if (change.value().isEmpty()) {
                        batch.delete(tables, key);
                    } else {
                        batch.put(tables, key, change.value());
                    }
                }
                case NAMES -> {
                    if (change.value().isEmpty()) {
                        batch.delete(names, key);
                    } else {
                        batch.put(names, key, change.value());
                    }
                }
                case OBJECTS -> {
                    objects.get(key).ifPresent(old -> batch.release(old.blob()));
                    if (change.value().isEmpty()) {
                        batch.delete(objects, key);
                    } else {
                        var blob = blob(change.value());
                        batch.put(objects, key, new Stored(change.value(), blob))
                                .adopt(blob);
                    }
                }
            }
        }
        if (!batch.commit()) {
            throw new IllegalStateException("A batch without conditions is always kept");
        }
    }

    private Blob blob(String value) {
        try (var draft = platform.blobs().draft()) {
            draft.write(Step.bytes(value));
            return draft.seal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        platform.close();
    }
}
