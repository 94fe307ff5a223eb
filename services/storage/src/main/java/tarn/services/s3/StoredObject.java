package tarn.services.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;

/**
 * An object as it is kept, under its bucket and key.
 *
 * <p>Whoever adds a component gives it a number among the fields at the end of the record, which older records lack.
 *
 * @param etag without quotes
 * @param pieces its content, one after the other; never empty
 * @param upload the multipart upload it came from, so that completing that again is answered the same; else null
 * @param protection what keeps it from being deleted
 * @param encryption how its content lies on disk
 * @param restoration the copy of an archived object that can be read; null if there never was one
 * @param replication how far it is replicated, or that it is a replica; null if neither
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
        List<Piece> pieces,
        Encryption encryption,
        Protection protection,
        @Nullable Restoration restoration,
        @Nullable ReplicationStatus replication)
        implements Version {

    /** A new object, which gets its version when it is kept. */
    static StoredObject of(
            Instant modified,
            String etag,
            ObjectChecksum checksum,
            Description description,
            Map<String, String> tags,
            @Nullable String upload,
            List<Piece> pieces,
            Encryption encryption) {
        long size = 0;
        for (var piece : pieces) {
            size += piece.blob().sizeBytes();
        }
        return new StoredObject(
                VersionIds.NULL,
                modified.toEpochMilli(),
                modified,
                size,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces,
                encryption,
                Protection.NONE,
                null,
                null);
    }

    /** Whether it was uploaded in parts, or is a record of such an upload. */
    boolean multipart() {
        return pieces.getFirst().number() > 0;
    }

    /** As a version of its key. */
    StoredObject placed(String nextVersion, long nextOrder) {
        return new StoredObject(
                nextVersion,
                nextOrder,
                modified,
                sizeBytes,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces,
                encryption,
                protection,
                restoration,
                replication);
    }

    StoredObject withDescription(Description next) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                next,
                tags,
                upload,
                pieces,
                encryption,
                protection,
                restoration,
                replication);
    }

    StoredObject withTags(Map<String, String> next) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                description,
                next,
                upload,
                pieces,
                encryption,
                protection,
                restoration,
                replication);
    }

    StoredObject withProtection(Protection next) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces,
                encryption,
                next,
                restoration,
                replication);
    }

    StoredObject withRestoration(@Nullable Restoration next) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces,
                encryption,
                protection,
                next,
                replication);
    }

    StoredObject withReplication(@Nullable ReplicationStatus next) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                description,
                tags,
                upload,
                pieces,
                encryption,
                protection,
                restoration,
                next);
    }

    /** The same version in another bucket. */
    StoredObject replica(Description described, List<Piece> copied, Encryption under) {
        return new StoredObject(
                version,
                order,
                modified,
                sizeBytes,
                etag,
                checksum,
                described,
                tags,
                null,
                copied,
                under,
                protection,
                null,
                ReplicationStatus.REPLICA);
    }

    String quotedEtag() {
        return '"' + etag + '"';
    }

    /** What its record begins with. */
    static final int KIND = 1;

    /* The numbers of the fields at the end of a record. */
    private static final int END = 0;
    private static final int PROTECTION = 1;
    private static final int RESTORATION = 2;
    private static final int ENCRYPTION = 3;
    private static final int REPLICATION = 5;

    byte[] encode() {
        var first = pieces.getFirst().blob().inline();
        var out = new RecordWriter(256 + (first == null ? 32 * pieces.size() : first.length));
        out.number(KIND)
                .text(version)
                .number(order)
                .instant(modified)
                .text(etag)
                .number(checksum.kind().code())
                .number(checksum.composite() ? 1 : 0)
                .text(checksum.value());
        description.writeTo(out);
        out.map(tags).maybeText(upload).number(pieces.size());
        for (var piece : pieces) {
            out.number(piece.number()).maybeText(piece.checksum()).blob(piece.blob());
        }
        if (!protection.equals(Protection.NONE)) {
            protection.writeTo(out.number(PROTECTION));
        }
        if (restoration != null) {
            restoration.writeTo(out.number(RESTORATION));
        }
        if (!(encryption instanceof Encryption.ByDisk)) {
            encryption.writeTo(out.number(ENCRYPTION));
        }
        if (replication != null) {
            out.number(REPLICATION).text(replication.toString());
        }
        return out.number(END).toBytes();
    }

    static StoredObject read(RecordReader in, int format) {
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
        var protection = Protection.NONE;
        Encryption encryption = new Encryption.ByDisk();
        Restoration restoration = null;
        ReplicationStatus replication = null;
        for (int field = format == 1 ? END : in.count(); field != END; field = in.count()) {
            switch (field) {
                case PROTECTION -> protection = Protection.read(in);
                case RESTORATION -> restoration = Restoration.read(in);
                case REPLICATION -> replication = ReplicationStatus.fromValue(in.text());
                case ENCRYPTION -> encryption = Encryption.read(in);
                default -> throw RecordReader.unknownField(field);
            }
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
                Collections.unmodifiableList(pieces),
                encryption,
                protection,
                restoration,
                replication);
    }
}
