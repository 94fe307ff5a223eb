package tarn.engines.sql;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Files as one caller sees them. A file is named {@code s3://bucket/key}; the key stands as it is, without percent
 * encoding. Folders exist only as prefixes of keys.
 */
public interface LakeFiles {

    /**
     * What a listing knows of a file.
     *
     * @param modifiedMillis since 1970
     */
    record Entry(String uri, long sizeBytes, long modifiedMillis, Optional<String> etag) {}

    /**
     * All files whose URI begins with the prefix, in the order of their keys, fetched as they are taken. None if there
     * is no such prefix.
     *
     * @param prefix {@code s3://bucket/} or {@code s3://bucket/folder/}
     * @throws LakeFailure {@code NOT_FOUND} if there is no such bucket
     */
    Iterator<Entry> list(String prefix);

    /** The folders right below a prefix, as {@code s3://bucket/prefix/folder/}. */
    List<String> folders(String prefix);

    /** One file; empty if there is none. */
    Optional<Entry> stat(String uri);

    /**
     * Opens a file for reading.
     *
     * @throws LakeFailure {@code NOT_FOUND}
     */
    LakeFile open(String uri) throws IOException;

    /**
     * Begins a file that nobody sees until it is closed.
     *
     * @param replace whether it may take the place of another; if not, closing fails with {@code ALREADY_EXISTS}
     */
    LakeDraft create(String uri, boolean replace) throws IOException;

    /** Removes a file; absent ones are no error. */
    void delete(String uri);

    /** Removes files; absent ones are no error. */
    default void delete(List<String> uris) {
        uris.forEach(this::delete);
    }

    /** Moves a file to a name that is free. */
    void rename(String from, String to);
}
