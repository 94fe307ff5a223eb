package tarn.engines.trino;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import tarn.engines.sql.LakeDraft;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFile;
import tarn.engines.sql.LakeFiles;

/** Files of a lake in a folder: {@code s3://bucket/key} is {@code folder/bucket/key}. Counts what is read. */
final class FolderFiles implements LakeFiles {

    final AtomicLong bytesRead = new AtomicLong();
    final AtomicReference<String> denied = new AtomicReference<>("s3://denied/");
    /** Empty objects whose keys end in a slash, which a folder cannot hold. */
    final List<String> markers = new CopyOnWriteArrayList<>();

    private final Path folder;

    FolderFiles(Path folder) {
        this.folder = folder;
    }

    void put(String uri, byte[] content) {
        try {
            var path = path(uri);
            Files.createDirectories(path.getParent());
            Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> all(String prefix) {
        var found = new ArrayList<String>();
        list(prefix).forEachRemaining(entry -> found.add(entry.uri()));
        return found;
    }

    private Path path(String uri) {
        if (uri.startsWith(denied.get())) {
            throw new LakeFailure(LakeFailure.Kind.ACCESS_DENIED, "Access Denied: " + uri);
        }
        return folder.resolve(uri.substring("s3://".length()));
    }

    private Entry entry(Path path) {
        try {
            return new Entry(
                    "s3://" + folder.relativize(path),
                    Files.size(path),
                    Files.getLastModifiedTime(path).toMillis(),
                    Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Iterator<Entry> list(String prefix) {
        var root = path(prefix);
        if (!Files.isDirectory(root)) {
            return List.<Entry>of().iterator();
        }
        try (var paths = Files.walk(root)) {
            var empty = markers.stream()
                    .filter(marker -> marker.startsWith(prefix))
                    .map(marker -> new Entry(marker, 0, 0, Optional.empty()));
            var files = paths.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".draft"))
                    .map(this::entry);
            return Stream.concat(empty, files)
                    .sorted(Comparator.comparing(Entry::uri))
                    .toList()
                    .iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> folders(String prefix) {
        var folders = new TreeSet<String>();
        list(prefix).forEachRemaining(entry -> {
            int end = entry.uri().indexOf('/', prefix.length());
            if (end > 0) {
                folders.add(entry.uri().substring(0, end + 1));
            }
        });
        return List.copyOf(folders);
    }

    @Override
    public Optional<Entry> stat(String uri) {
        var path = path(uri);
        return Files.isRegularFile(path) ? Optional.of(entry(path)) : Optional.empty();
    }

    @Override
    public LakeFile open(String uri) throws IOException {
        var entry = stat(uri).orElseThrow(() -> new LakeFailure(LakeFailure.Kind.NOT_FOUND, "No such file: " + uri));
        var channel = FileChannel.open(path(uri));
        return new LakeFile() {
            @Override
            public long sizeBytes() {
                return entry.sizeBytes();
            }

            @Override
            public long modifiedMillis() {
                return entry.modifiedMillis();
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) throws IOException {
                int count = channel.read(ByteBuffer.wrap(into, offset, length), position);
                bytesRead.addAndGet(Math.max(count, 0));
                return count;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public LakeDraft create(String uri, boolean replace) throws IOException {
        var path = path(uri);
        Files.createDirectories(path.getParent());
        var draft = Files.createTempFile(path.getParent(), "x", ".draft");
        var out = Files.newOutputStream(draft);
        return new Draft(out, draft, path);
    }

    private static final class Draft extends LakeDraft {

        private final OutputStream out;
        private final Path draft;
        private final Path path;
        private boolean over;

        private Draft(OutputStream out, Path draft, Path path) {
            this.out = out;
            this.draft = draft;
            this.path = path;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!over) {
                over = true;
                out.close();
                Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        @Override
        public void abort() {
            over = true;
        }
    }

    @Override
    public void delete(String uri) {
        try {
            Files.deleteIfExists(path(uri));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.createDirectories(path(to).getParent());
            Files.move(path(from), path(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
