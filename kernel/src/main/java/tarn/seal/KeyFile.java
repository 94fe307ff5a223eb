package tarn.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import tarn.store.StoreFailure;

/** A master key as a file of 64 hexadecimal digits that only its owner may read. */
record KeyFile(Path file) {

    private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rw-------");

    boolean exists() {
        return Files.exists(file);
    }

    /** Reads the key; refuses a file that others may read, or that has not the form of a key. */
    byte[] read() throws IOException {
        var others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!others.isEmpty()) {
            throw new StoreFailure("The master key file " + file + " is open to others (" + others
                    + "): chmod 600 it; nothing was changed");
        }
        var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9a-fA-F]{64}")) {
            throw new StoreFailure("The master key file " + file
                    + " is damaged: it should hold 64 hexadecimal digits; nothing was changed");
        }
        return HexFormat.of().parseHex(text);
    }

    /** Makes the file, whole or not at all: on disk under another name first. */
    void make(byte[] key) throws IOException {
        var target = file.toAbsolutePath();
        var folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        var next = folder.resolve(target.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(MINE));
        try (var out = FileChannel.open(next, StandardOpenOption.WRITE)) {
            var digits = HexFormat.of().formatHex(key) + "\n";
            out.write(ByteBuffer.wrap(digits.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.createLink(target, next);
        Files.delete(next);
        try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
