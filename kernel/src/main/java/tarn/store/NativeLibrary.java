package tarn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * The native library of RocksDB. Left alone, it is unpacked anew at each start, which takes 0.2 to 0.8 seconds: it is
 * unpacked once per version, to the folder that the property {@code tarn.native} names, or to the user's cache.
 */
final class NativeLibrary {

    /** As the jar has it, and as RocksDB looks for it in a folder. */
    private static final String PACKED = Environment.getJniLibraryFileName("rocksdb");

    private static final String NAME = Environment.getJniLibraryFileName("rocksdbjni");

    private NativeLibrary() {}

    /** Loads the library, once in a process. */
    static void load() {
        Loaded.check();
    }

    private static final class Loaded {
        static {
            try {
                RocksDB.loadLibrary(List.of(unpacked().toString()));
            } catch (IOException e) {
                throw new StoreFailure("The native library of the store cannot be unpacked: " + e, e);
            }
        }

        private Loaded() {}

        static void check() {
            // The static initializer did it.
        }
    }

    private static Path cache() {
        var set = System.getProperty("tarn.native");
        if (set != null) {
            return Path.of(set);
        }
        var cache = System.getenv("XDG_CACHE_HOME");
        var base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("tarn");
    }

    /** The folder with the library, unpacked there now if it was not. Its size tells versions apart. */
    private static Path unpacked() throws IOException {
        var resource = RocksDB.class.getClassLoader().getResource(PACKED);
        if (resource == null) {
            throw new IOException("There is no " + PACKED + " for this machine");
        }
        var packed = resource.openConnection();
        long sizeBytes = packed.getContentLengthLong();
        var folder = cache().toAbsolutePath().resolve("rocksdb-" + sizeBytes);
        var library = folder.resolve(NAME);
        if (Files.exists(library) && Files.size(library) == sizeBytes) {
            return folder;
        }
        Files.createDirectories(folder);
        var unpacked = folder.resolve(NAME + "." + UUID.randomUUID());
        try (var in = packed.getInputStream()) {
            Files.copy(in, unpacked);
            Files.move(unpacked, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unpacked);
        }
        return folder;
    }
}
