package tarn.services.athena;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.engines.sql.LakeDraft;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFile;
import tarn.engines.sql.LakeFiles;
import tarn.kernel.Caller;

/** Objects in S3 as the SQL engine's files. It remembers what it wrote, for the manifest of the query. */
final class S3Files implements LakeFiles {

    private static final int DELETED_AT_ONCE_MAX = 1000;

    private final S3Client s3;
    private final Caller caller;
    private final ResultSettings settings;
    private final Traces.Of traces;
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    S3Files(S3Client s3, Caller caller, ResultSettings settings, Traces.Of traces) {
        this.traces = traces;
        this.s3 = s3;
        this.caller = caller;
        this.settings = settings;
    }

    /** The URIs of all files written and not removed since, in order. */
    List<String> written() {
        return written.stream().sorted().toList();
    }

    private <T> T ask(Callable<T> call) {
        return GlueLake.as(caller, call);
    }

    static S3Path path(String uri) {
        return S3Path.parse(uri)
                .orElseThrow(() -> new LakeFailure(LakeFailure.Kind.NOT_FOUND, "Not a place in S3: " + uri));
    }

    @Override
    public Iterator<Entry> list(String prefix) {
        var path = path(prefix);
        var objects = s3.listObjectsV2Paginator(
                        request -> request.bucket(path.bucket()).prefix(path.key()))
                .contents();
        var pages = ask(objects::iterator);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ask(pages::hasNext);
            }

            @Override
            public Entry next() {
                return entry(path.bucket(), ask(pages::next));
            }
        };
    }

    private static Entry entry(String bucket, S3Object object) {
        return new Entry(
                "s3://" + bucket + "/" + object.key(),
                object.size(),
                object.lastModified().toEpochMilli(),
                Optional.ofNullable(object.eTag()));
    }

    @Override
    public List<String> folders(String prefix) {
        var path = path(prefix);
        return ask(() -> s3
                .listObjectsV2Paginator(request ->
                        request.bucket(path.bucket()).prefix(path.key()).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(key -> "s3://" + path.bucket() + "/" + key)
                .toList());
    }

    @Override
    public Optional<Entry> stat(String uri) {
        var path = path(uri);
        return ask(() -> {
            try {
                var head =
                        s3.headObject(request -> request.bucket(path.bucket()).key(path.key()));
                return Optional.of(new Entry(
                        uri,
                        head.contentLength(),
                        head.lastModified().toEpochMilli(),
                        Optional.ofNullable(head.eTag())));
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            } catch (S3Exception absent) {
                if (absent.statusCode() == 404) {
                    return Optional.empty();
                }
                throw absent;
            }
        });
    }

    @Override
    public LakeFile open(String uri) throws IOException {
        return ask(() -> S3File.open(s3, path(uri), caller));
    }

    @Override
    public LakeDraft create(String uri, boolean replace) {
        var draft = new S3Draft(s3, path(uri), settings, null, replace);
        return new LakeDraft() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                ask(() -> {
                    draft.write(bytes, offset, length);
                    return true;
                });
            }

            @Override
            public void close() {
                traces.made(new Traces.MadeFile(uri));
                ask(() -> {
                    draft.close();
                    return true;
                });
                written.add(uri);
            }

            @Override
            public void abort() {
                ask(() -> {
                    draft.abort();
                    return true;
                });
            }
        };
    }

    @Override
    public void delete(String uri) {
        delete(List.of(uri));
    }

    @Override
    public void delete(List<String> uris) {
        for (int from = 0; from < uris.size(); from += DELETED_AT_ONCE_MAX) {
            var paths = uris.subList(from, Math.min(uris.size(), from + DELETED_AT_ONCE_MAX)).stream()
                    .map(S3Files::path)
                    .toList();
            paths.stream().map(S3Path::bucket).distinct().forEach(bucket -> deleteIn(bucket, paths));
        }
        uris.forEach(uri -> {
            if (written.remove(uri)) {
                traces.gone(new Traces.MadeFile(uri));
            }
        });
    }

    private void deleteIn(String bucket, List<S3Path> paths) {
        var objects = paths.stream()
                .filter(path -> path.bucket().equals(bucket))
                .map(path -> ObjectIdentifier.builder().key(path.key()).build())
                .toList();
        var errors = ask(() -> s3.deleteObjects(request -> request.bucket(bucket)
                        .delete(all -> all.objects(objects).quiet(true))))
                .errors();
        if (!errors.isEmpty()) {
            var first = errors.getFirst();
            throw new LakeFailure(
                    LakeFailure.Kind.ACCESS_DENIED, "s3://" + bucket + "/" + first.key() + ": " + first.message());
        }
    }

    @Override
    public void rename(String from, String to) {
        var source = path(from);
        var target = path(to);
        if (stat(to).isPresent()) {
            throw new LakeFailure(LakeFailure.Kind.ALREADY_EXISTS, to + " exists already");
        }
        traces.made(new Traces.MadeFile(to));
        ask(() -> s3.copyObject(request -> request.sourceBucket(source.bucket())
                .sourceKey(source.key())
                .destinationBucket(target.bucket())
                .destinationKey(target.key())));
        delete(from);
        written.add(to);
    }
}
