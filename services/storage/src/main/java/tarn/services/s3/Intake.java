package tarn.services.s3;

import static tarn.services.s3.S3Faults.badChecksum;
import static tarn.services.s3.S3Faults.entityTooLarge;
import static tarn.services.s3.S3Faults.incompleteBody;
import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import tarn.blobs.Blob;
import tarn.blobs.Blobs;
import tarn.blobs.DamagedBlobException;
import tarn.blobs.Draft;
import tarn.blobs.TrailingStream;

/**
 * Takes a request's body into a blob in constant memory, hashing it on the way. What does not arrive whole, or is not
 * what the client said it is, leaves nothing behind.
 */
final class Intake {

    /** The largest object that can be put, or copied, or be a part: 5 GiB. */
    static final long SIZE_BYTES_MAX = 5L << 30;

    private static final int BUFFER_BYTES = 128 << 10;

    private final Blobs blobs;

    Intake(Blobs blobs) {
        this.blobs = blobs;
    }

    /**
     * What arrived. The blob is not adopted yet.
     *
     * @param etag its MD5 in hex, or 32 digits that tell nothing
     * @param checksum of the kind that is to be kept
     * @param given of the kind the client gave or asked for, if any; else the same
     */
    record Received(Blob blob, String etag, ObjectChecksum checksum, ObjectChecksum given) {}

    /** Receives a body, computes its MD5 and a checksum of that kind, and holds both against what the client says. */
    Received receive(RequestBody body, Claim claim, ChecksumKind kind, DataKeys.Made under) {
        try (var in = body.contentStreamProvider().newStream()) {
            return receive(in, body.optionalContentLength().orElse(-1L), claim, kind, under);
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    /**
     * Receives a stream.
     *
     * @param expected how many bytes; -1 if that is not known
     * @param under the data key that they are encrypted under
     */
    Received receive(InputStream in, long expected, Claim claim, ChecksumKind kind, DataKeys.Made under)
            throws IOException {
        if (expected > SIZE_BYTES_MAX) {
            throw entityTooLarge(expected, SIZE_BYTES_MAX);
        }
        var givenKind = claim.kind().orElse(kind);
        var sums = givenKind == kind ? List.of(kind.start()) : List.of(kind.start(), givenKind.start());
        try (var draft = blobs.draft(under.key())) {
            var md5Value = expected < SideHash.BODY_BYTES_MIN
                    ? copy(in, draft, expected, sums)
                    : copyBeside(in, draft, expected, sums);
            var kept = ObjectChecksum.full(kind, sums.getFirst().value());
            var given = givenKind == kind
                    ? kept
                    : ObjectChecksum.full(givenKind, sums.getLast().value());
            claim.check(md5Value, given);
            checkTrailer(in, given);
            return new Received(draft.seal(), under.etag(md5Value), kept, given);
        }
    }

    /* Returns the MD5. */
    private static byte[] copy(InputStream in, Draft draft, long expected, List<ChecksumKind.Running> sums)
            throws IOException {
        var md5 = ChecksumKind.MD5.start();
        var buffer = new byte[expected < 0 ? BUFFER_BYTES : Math.clamp(expected + 1, 1, BUFFER_BYTES)];
        long size = 0;
        for (int read = read(in, buffer); read > 0; read = read(in, buffer)) {
            size = grown(size, read);
            md5.update(buffer, 0, read);
            take(buffer, read, draft, sums);
        }
        checkWhole(size, expected);
        return md5.value();
    }

    private static byte[] copyBeside(InputStream in, Draft draft, long expected, List<ChecksumKind.Running> sums)
            throws IOException {
        try (var md5 = new SideHash(ChecksumKind.MD5)) {
            long size = 0;
            for (var buffer = md5.buffer(); ; buffer = md5.buffer()) {
                int read = read(in, buffer);
                if (read == 0) {
                    break;
                }
                size = grown(size, read);
                md5.update(buffer, read);
                take(buffer, read, draft, sums);
            }
            checkWhole(size, expected);
            return md5.value();
        }
    }

    private static long grown(long size, int read) {
        if (size + read > SIZE_BYTES_MAX) {
            throw entityTooLarge(size + read, SIZE_BYTES_MAX);
        }
        return size + read;
    }

    private static void take(byte[] buffer, int read, Draft draft, List<ChecksumKind.Running> sums) throws IOException {
        for (var sum : sums) {
            sum.update(buffer, 0, read);
        }
        draft.write(buffer, 0, read);
    }

    private static void checkWhole(long size, long expected) {
        if (expected >= 0 && size != expected) {
            throw incompleteBody();
        }
    }

    /* Fills the buffer as far as bytes come, none at the end. A connection that breaks is the client's; a disk that fails, where a copy is read from, is ours. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.readNBytes(buffer, 0, buffer.length);
        } catch (DamagedBlobException | FileSystemException e) {
            throw storageFailed(e);
        } catch (IOException e) {
            var fault = incompleteBody();
            fault.addSuppressed(e);
            throw fault;
        }
    }

    private static void checkTrailer(InputStream in, ObjectChecksum computed) {
        if (in instanceof TrailingStream trailing) {
            var given = trailing.trailer("x-amz-checksum-" + computed.kind().label());
            if (given.isPresent() && !given.get().equals(computed.value())) {
                throw badChecksum(computed.kind());
            }
        }
    }
}
