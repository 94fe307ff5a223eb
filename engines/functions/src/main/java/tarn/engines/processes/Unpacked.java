package tarn.engines.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import tarn.engines.functions.FunctionCode;
import tarn.engines.functions.FunctionFailure;

/**
 * Archives as folders. Environments of the same archives share one; those that nobody uses go when there are too many.
 */
final class Unpacked {

    private static final int UNUSED_MAX = 32;

    private final Path folder;
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Object> making = new HashMap<>();
    private final LinkedHashMap<String, Boolean> unused = new LinkedHashMap<>();

    Unpacked(Path folder) {
        this.folder = folder;
    }

    /** A folder that somebody uses, until it is closed. */
    final class Use implements AutoCloseable {
        private final String name;
        private boolean closed;

        private Use(String name) {
            this.name = name;
        }

        Path folder() {
            return folder.resolve(name);
        }

        @Override
        public void close() {
            synchronized (users) {
                if (!closed) {
                    closed = true;
                    release(name);
                }
            }
        }
    }

    private void release(String name) {
        if (users.merge(name, -1, Integer::sum) > 0) {
            return;
        }
        users.remove(name);
        unused.put(name, true);
        if (unused.size() > UNUSED_MAX) {
            var oldest = unused.keySet().iterator().next();
            unused.remove(oldest);
            making.remove(oldest);
            Trees.remove(folder.resolve(oldest));
        }
    }

    /**
     * The folder of some archives, each unpacked over the one before.
     *
     * @throws FunctionFailure {@code BAD_CODE} if one is no archive or leads out of the folder
     */
    Use use(List<FunctionCode> archives) {
        var name = name(archives);
        Object lock;
        synchronized (users) {
            users.merge(name, 1, Integer::sum);
            unused.remove(name);
            lock = making.computeIfAbsent(name, _ -> new Object());
        }
        var use = new Use(name);
        try {
            synchronized (lock) {
                if (!Files.isDirectory(use.folder())) {
                    make(archives, use.folder());
                }
            }
            return use;
        } catch (ZipException e) {
            use.close();
            throw new FunctionFailure(
                    FunctionFailure.Kind.BAD_CODE, "Could not unzip the archive: " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            use.close();
            throw new FunctionFailure(FunctionFailure.Kind.MACHINE, "The code cannot be unpacked: " + e, e);
        } catch (FunctionFailure e) {
            use.close();
            throw e;
        }
    }

    private static String name(List<FunctionCode> archives) {
        if (archives.size() == 1) {
            return archives.getFirst().digest();
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            archives.forEach(one -> digest.update((one.digest() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private void make(List<FunctionCode> archives, Path target) throws IOException {
        var draft = Files.createTempDirectory(Files.createDirectories(folder), "draft-");
        try {
            for (var archive : archives) {
                var zip = Files.createTempFile(folder, "archive-", ".zip");
                try (var in = archive.open()) {
                    Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
                    unpack(zip, draft);
                } finally {
                    Files.deleteIfExists(zip);
                }
            }
            Files.setPosixFilePermissions(
                    draft,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_EXECUTE));
            move(draft, target);
        } finally {
            Trees.remove(draft);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target);
        }
    }

    /** Unpacks with the permissions that the archive says, and lets everybody read, as Lambda's own loader does. */
    private static void unpack(Path zip, Path target) throws IOException {
        try (var archive = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"))) {
            for (var root : archive.getRootDirectories()) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes)
                            throws IOException {
                        Files.createDirectories(place(root, entered, target));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        var place = place(root, file, target);
                        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                        Files.setPosixFilePermissions(place, readable(Files.getPosixFilePermissions(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
    }

    private static Path place(Path root, Path entry, Path target) {
        var place = target.resolve(root.relativize(entry).toString()).normalize();
        if (!place.startsWith(target)) {
            throw new FunctionFailure(FunctionFailure.Kind.BAD_CODE, "The archive leads out of its folder: " + entry);
        }
        return place;
    }

    private static Set<PosixFilePermission> readable(Set<PosixFilePermission> given) {
        var permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        permissions.addAll(given);
        if (given.contains(PosixFilePermission.OWNER_EXECUTE)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }
}
