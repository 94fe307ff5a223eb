package tarn.services.s3;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import tarn.blobs.Blob;
import tarn.store.Format;

/**
 * A part of a multipart upload, kept under the upload's id and its number.
 *
 * @param md5 of its bytes, in hex: its entity tag
 * @param checksum in base64, of the upload's kind
 */
record UploadedPart(int number, Instant modified, String md5, String checksum, Blob blob) {

    static final Format<UploadedPart> FORMAT = new Format<>() {
        @Override
        public int version() {
            // Since the second, blobs may be encrypted
            return 2;
        }

        @Override
        public byte[] encode(UploadedPart part) {
            return new RecordWriter(128)
                    .number(part.number)
                    .instant(part.modified)
                    .text(part.md5)
                    .text(part.checksum)
                    .blob(part.blob)
                    .toBytes();
        }

        @Override
        public UploadedPart decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            return new UploadedPart(in.count(), in.instant(), in.text(), in.text(), in.blob());
        }
    };

    byte[] md5Bytes() {
        return HexFormat.of().parseHex(md5);
    }

    byte[] checksumBytes() {
        return Base64.getDecoder().decode(checksum);
    }

    String quotedEtag() {
        return '"' + md5 + '"';
    }

    /** As a piece of the completed object, which shows its own checksum if the client chose one for the upload. */
    Piece toPiece(boolean checksumShown) {
        return new Piece(blob, number, checksumShown ? checksum : null);
    }
}
