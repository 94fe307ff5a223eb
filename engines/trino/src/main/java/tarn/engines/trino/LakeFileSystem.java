package tarn.engines.trino;

import io.trino.filesystem.FileEntry;
import io.trino.filesystem.FileIterator;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoInputFile;
import io.trino.filesystem.TrinoOutputFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFiles;

/** A lake's files as Trino reads and writes them. Directories are prefixes of keys. */
final class LakeFileSystem implements TrinoFileSystem {

    private static final int DELETE_BATCH = 1000;

    private final LakeFiles files;
    private final LongAdder bytesScanned;
    private final Predicate<Location> counted;

    LakeFileSystem(LakeFiles files, LongAdder bytesScanned) {
        this(files, bytesScanned, location -> true);
    }

    private LakeFileSystem(LakeFiles files, LongAdder bytesScanned, Predicate<Location> counted) {
        this.files = files;
        this.bytesScanned = bytesScanned;
        this.counted = counted;
    }

    /** The same for Iceberg's tables, whose snapshots and manifests count as little as footers do. */
    static LakeFileSystem ofIceberg(LakeFiles files, LongAdder bytesScanned) {
        return new LakeFileSystem(
                files, bytesScanned, location -> !location.path().contains("/metadata/"));
    }

    private LongAdder scanned(Location location) {
        return counted.test(location) ? bytesScanned : new LongAdder();
    }

    @Override
    public TrinoInputFile newInputFile(Location location) {
        return new LakeInputFile(files, location, scanned(location), Optional.empty());
    }

    @Override
    public TrinoInputFile newInputFile(Location location, long length) {
        return new LakeInputFile(files, location, scanned(location), Optional.empty());
    }

    @Override
    public TrinoInputFile newInputFile(Location location, long length, Instant lastModified) {
        return new LakeInputFile(
                files,
                location,
                scanned(location),
                Optional.of(new LakeFiles.Entry(uri(location), length, lastModified.toEpochMilli(), Optional.empty())));
    }

    @Override
    public TrinoOutputFile newOutputFile(Location location) {
        return new LakeOutputFile(files, location);
    }

    @Override
    public void deleteFile(Location location) throws IOException {
        try {
            files.delete(uri(location));
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public void deleteFiles(Collection<Location> locations) throws IOException {
        try {
            files.delete(locations.stream().map(LakeFileSystem::uri).toList());
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public void deleteDirectory(Location location) throws IOException {
        try {
            var doomed = new ArrayList<String>();
            for (var entries = files.list(prefix(location)); entries.hasNext(); ) {
                doomed.add(entries.next().uri());
                if (doomed.size() == DELETE_BATCH || !entries.hasNext()) {
                    files.delete(doomed);
                    doomed.clear();
                }
            }
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public void renameFile(Location source, Location target) throws IOException {
        try {
            files.rename(uri(source), uri(target));
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public FileIterator listFiles(Location location) throws IOException {
        try {
            var entries = files.list(prefix(location));
            return new Listing(entries, location);
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    /** Unknown where nothing lies below: a prefix without objects may be an empty directory. */
    @Override
    public Optional<Boolean> directoryExists(Location location) throws IOException {
        try {
            if (location.path().isEmpty() || files.list(prefix(location)).hasNext()) {
                return Optional.of(true);
            }
            return Optional.empty();
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public void createDirectory(Location location) {}

    @Override
    public void renameDirectory(Location source, Location target) throws IOException {
        throw new IOException("S3 has no directories to rename: " + source);
    }

    @Override
    public Set<Location> listDirectories(Location location) throws IOException {
        try {
            var found = new LinkedHashSet<Location>();
            files.folders(prefix(location)).forEach(folder -> found.add(Location.of(folder)));
            return found;
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    /** None: files become visible whole, so writers may write where the rows belong. */
    @Override
    public Optional<Location> createTemporaryDirectory(
            Location targetPath, String temporaryPrefix, String relativePrefix) {
        return Optional.empty();
    }

    /** The lake's name of a file: {@code s3a} and {@code s3n} mean {@code s3}. */
    static String uri(Location location) {
        var text = location.toString();
        return text.startsWith("s3a://") || text.startsWith("s3n://") ? "s3" + text.substring(3) : text;
    }

    private static String prefix(Location location) {
        var uri = uri(location);
        return uri.endsWith("/") ? uri : uri + "/";
    }

    /**
     * Files below a location, named by the location's own scheme, since Trino compares names with it. Objects whose keys
     * end in a slash stand for folders, as the S3 console makes them, and are left out.
     */
    private static final class Listing implements FileIterator {

        private final Iterator<LakeFiles.Entry> entries;
        private final Location location;
        private Optional<LakeFiles.Entry> next = Optional.empty();

        private Listing(Iterator<LakeFiles.Entry> entries, Location location) {
            this.entries = entries;
            this.location = location;
        }

        @Override
        public boolean hasNext() throws IOException {
            try {
                while (next.isEmpty() && entries.hasNext()) {
                    next = Optional.of(entries.next())
                            .filter(entry -> !entry.uri().endsWith("/"));
                }
                return next.isPresent();
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }

        @Override
        public FileEntry next() throws IOException {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var entry = next.orElseThrow();
            next = Optional.empty();
            var uri = location.scheme().orElse("s3")
                    + entry.uri().substring(entry.uri().indexOf(':'));
            return new FileEntry(
                    Location.of(uri),
                    entry.sizeBytes(),
                    Instant.ofEpochMilli(entry.modifiedMillis()),
                    Optional.empty());
        }
    }
}
