package tarn.blobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Blobs as files of a folder.
 *
 * <p>A draft is written under {@code drafts} and stays there, durable, when it is sealed. Once a batch has adopted it, it
 * moves to one of 256 folders. So after a crash only the few files in {@code drafts} are in doubt, and the store knows
 * which of them were adopted.
 */
public final class BlobFiles implements Blobs {

    /** Blobs up to this size travel inside their record: one write to disk instead of four. */
    public static final int INLINE_BYTES_MAX = 32 << 10;

    private static final System.Logger LOG = System.getLogger(BlobFiles.class.getName());

    private final Path folder;
    private final Path drafts;
    private final boolean synced;
    private final boolean leftToDisk;

    /**
     * Opens the blobs of a folder, made if it is not there.
     *
     * @param synced whether a sealed blob waits for the disk
     * @param leftToDisk what {@link #leftToDisk} says
     */
    public BlobFiles(Path folder, boolean synced, boolean leftToDisk) throws IOException {
        this.folder = folder;
        this.drafts = folder.resolve("drafts");
        this.synced = synced;
        this.leftToDisk = leftToDisk;
        Files.createDirectories(drafts);
    }

    @Override
    public Draft draft(@Nullable BlobKey key) {
        Draft draft = new FileDraft(this);
        if (key != null) {
            var salt = BlobKey.newSalt();
            for (var layer : key.layers(salt).reversed()) {
                draft = new EncryptedDraft(draft, layer, salt);
            }
        }
        return draft;
    }

    @Override
    public Content open(Blob blob, @Nullable BlobKey key) throws IOException {
        if (blob.isEncrypted() != (key != null)) {
            throw new DamagedBlobException(
                    blob.isEncrypted() ? "It is encrypted, and there is no key" : "It is plain, and there is a key");
        }
        var inline = blob.inline();
        var content = inline != null ? new InlineContent(inline) : new FileContent(channel(blob.id()));
        return key == null ? content : decrypted(blob, key, content);
    }

    private static Content decrypted(Blob blob, BlobKey key, Content raw) throws IOException {
        var layers = key.layers(Objects.requireNonNull(blob.salt()));
        var content = raw;
        try {
            for (int i = layers.size() - 1; i >= 0; i--) {
                long size = blob.sizeBytes();
                for (int inner = 0; inner < i; inner++) {
                    size = Segments.sealedSize(size);
                }
                content = new EncryptedContent(content, layers.get(i), size);
            }
            return content;
        } catch (DamagedBlobException e) {
            content.close();
            throw e;
        }
    }

    @Override
    public Blob link(Blob blob) throws IOException {
        if (blob.inline() != null) {
            return blob;
        }
        var id = newId();
        var link = drafts.resolve(id);
        try {
            link(link, path(blob.id()));
        } catch (NoSuchFileException e) {
            link(link, drafts.resolve(blob.id()));
        }
        syncDrafts();
        return new Blob(id, blob.sizeBytes(), null, blob.salt());
    }

    /** A file has so many names at most (65,000 on ext4); then it is copied. */
    private static void link(Path link, Path existing) throws IOException {
        try {
            Files.createLink(link, existing);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(existing, link);
            try (var copy = FileChannel.open(link, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
        }
    }

    private FileChannel channel(String id) throws IOException {
        try {
            return FileChannel.open(path(id), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return sealed(id);
        }
    }

    /** Not adopted yet, or moved by the batch that adopts it between one look and the other. */
    private FileChannel sealed(String id) throws IOException {
        try {
            return FileChannel.open(drafts.resolve(id), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return FileChannel.open(path(id), StandardOpenOption.READ);
        }
    }

    private Path path(String id) {
        return folder.resolve(id.substring(0, 2)).resolve(id);
    }

    /** Ids never come from the platform's seed: a directory that is opened again must not see one twice. */
    String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    Path draft(String id) {
        return drafts.resolve(id);
    }

    boolean isSynced() {
        return synced;
    }

    /** Makes the names in the folder of drafts durable. */
    void syncDrafts() throws IOException {
        if (synced) {
            try (var names = FileChannel.open(drafts, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Moves an adopted blob to its place. It is kept even if that fails: it is found where it was. */
    public void keep(String id) {
        try {
            var path = path(id);
            try {
                Files.move(draft(id), path, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                Files.createDirectories(path.getParent());
                Files.move(draft(id), path, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Blob {0} stays among the drafts: {1}", id, e);
        }
    }

    @Override
    public boolean leftToDisk() {
        return leftToDisk;
    }

    @Override
    public void discard(Blob blob) {
        if (!blob.id().isEmpty()) {
            discard(blob.id());
        }
    }

    /** Throws a draft's file away. */
    void discard(String id) {
        delete(draft(id));
    }

    /** Deletes a released blob; says whether it is gone. */
    public boolean free(String id) {
        return delete(path(id)) && delete(draft(id));
    }

    private static boolean delete(Path path) {
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A blob that nobody owns stays: {0}", e.toString());
            return false;
        }
    }

    /** Decides after a start about what lies among the drafts: what was adopted is kept, the rest thrown away. */
    public void settle(Predicate<String> adopted) {
        try (var files = Files.list(drafts)) {
            for (var file : files.toList()) {
                var id = file.getFileName().toString();
                if (adopted.test(id)) {
                    keep(id);
                } else {
                    discard(id);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links blobs into a new folder. */
    public void copyTo(Path target, List<String> ids) {
        try {
            var copy = new BlobFiles(target, synced, leftToDisk);
            for (var id : ids) {
                Files.createDirectories(copy.path(id).getParent());
                try {
                    link(copy.path(id), path(id));
                } catch (NoSuchFileException e) {
                    link(copy.path(id), draft(id));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
