package tarn.services.s3;

import org.jspecify.annotations.Nullable;
import tarn.blobs.Blob;

/**
 * A stretch of an object's content: all of it, or what was one part of a multipart upload.
 *
 * @param blob where its bytes are
 * @param number the part's number; 0 if the object was put in one go
 * @param checksum the part's own checksum in base64, of the kind of the object's; null if there is none
 *     to show
 */
record Piece(Blob blob, int number, @Nullable String checksum) {

    static Piece whole(Blob blob) {
        return new Piece(blob, 0, null);
    }
}
