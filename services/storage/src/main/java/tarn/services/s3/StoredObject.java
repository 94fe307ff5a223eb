package tarn.services.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;

/**
 * An object as it is kept, under its bucket and key.
 *
 * @param version its version id; {@code null}, spelled out, in a bucket that was never versioned
 * @param order its place among the versions of its key; a later one is greater
 * @param etag without quotes
 * @param pieces its content, one after the other; never empty
 * @param upload the multipart upload it came from, so that completing that again is answered the same; else null
 */
record StoredObject(
        String version,
        long order,
        Instant modified,
        long sizeBytes,
        String etag,
        ObjectChecksum checksum,
        Description description,
        Map<String, String> tags,
        @Nullable String upload,
        List<Piece> pieces) {

    /** The version id of what was written without versioning. */
    static final String UNVERSIONED = "null";

    static StoredObject of(
            Instant modified,
            String etag,
            ObjectChecksum checksum,
            Description description,
            Map<String, String> tags,
            @Nullable String upload,
            List<Piece> pieces) {
        long size = 0;
        for (var piece : pieces) {
            size += piece.blob().sizeBytes();
        }
        return new StoredObject(
                UNVERSIONED,
                modified.toEpochMilli(),
                modified,
                size,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces);
    }

    /** Whether it was uploaded in parts, or is a record of such an upload. */
    boolean multipart() {
        return pieces.getFirst().number() > 0;
    }

    StoredObject withTags(Map<String, String> next) {
        return new StoredObject(version, order, modified, sizeBytes, etag, checksum, description, next, upload, pieces);
    }

    String quotedEtag() {
        return '"' + etag + '"';
    }

    /* The first number says what kind of record it is, since a versioned bucket's current record may be the mark of a
    deletion. */
    private static final int CONTENT = 1;

    static final Format<StoredObject> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(StoredObject object) {
            var first = object.pieces.getFirst().blob().inline();
            var out = new RecordWriter(256 + (first == null ? 32 * object.pieces.size() : first.length));
            out.number(CONTENT)
                    .text(object.version)
                    .number(object.order)
                    .instant(object.modified)
                    .text(object.etag)
                    .number(object.checksum.kind().code())
                    .number(object.checksum.composite() ? 1 : 0)
                    .text(object.checksum.value());
            object.description.writeTo(out);
            out.map(object.tags).maybeText(object.upload).number(object.pieces.size());
            for (var piece : object.pieces) {
                out.number(piece.number()).maybeText(piece.checksum()).blob(piece.blob());
            }
            return out.toBytes();
        }

        @Override
        public StoredObject decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            if (in.number() != CONTENT) {
                throw new IllegalStateException("Not an object's record");
            }
            var id = in.text();
            long order = in.number();
            var modified = in.instant();
            var etag = in.text();
            var checksum = new ObjectChecksum(ChecksumKind.ofCode(in.count()), in.number() == 1, in.text());
            var description = Description.read(in);
            var tags = in.map();
            var upload = in.maybeText();
            int count = in.count();
            var pieces = new ArrayList<Piece>(count);
            long size = 0;
            for (int i = 0; i < count; i++) {
                var number = in.count();
                var sum = in.maybeText();
                var blob = in.blob();
                size += blob.sizeBytes();
                pieces.add(new Piece(blob, number, sum));
            }
            return new StoredObject(
                    id,
                    order,
                    modified,
                    size,
                    etag,
                    checksum,
                    description,
                    tags,
                    upload,
                    Collections.unmodifiableList(pieces));
        }
    };
}
