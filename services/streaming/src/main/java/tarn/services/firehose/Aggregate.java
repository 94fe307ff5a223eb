package tarn.services.firehose;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Kinesis' Producer Library puts into one record: four bytes by which it is known, a message of protocol buffers whose
 * third field is the records, each with its data in the third field, and the MD5 of the message.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
final class Aggregate {

    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int DIGEST_BYTES = 16;
    private static final int RECORDS_FIELD = 3;
    private static final int DATA_FIELD = 3;

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final byte[] bytes;
    private int at;
    private final int end;

    private Aggregate(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The records in a record: itself if it is not an aggregate. */
    static List<byte[]> parts(byte[] data) {
        int end = data.length - DIGEST_BYTES;
        if (end <= MAGIC.length || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return List.of(data);
        }
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(data, MAGIC.length, end - MAGIC.length);
            if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(data, end, data.length))) {
                return List.of(data);
            }
            var parts = new ArrayList<byte[]>();
            for (var record : new Aggregate(data, MAGIC.length, end).fields(RECORDS_FIELD)) {
                parts.addAll(new Aggregate(record, 0, record.length).fields(DATA_FIELD));
            }
            return parts;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return List.of(data);
        }
    }

    /** The values of a field that has bytes. */
    private List<byte[]> fields(int wanted) {
        var found = new ArrayList<byte[]>();
        while (at < end) {
            long tag = varint();
            int field = (int) (tag >>> 3);
            int kind = (int) (tag & 7);
            if (kind == LENGTH) {
                int length = Math.toIntExact(varint());
                if (length < 0 || length > end - at) {
                    throw new IndexOutOfBoundsException("A field is longer than its message");
                }
                if (field == wanted) {
                    found.add(Arrays.copyOfRange(bytes, at, at + length));
                }
                at += length;
            } else if (kind == VARINT) {
                varint();
            } else if (kind == FIXED_64) {
                at += Long.BYTES;
            } else if (kind == FIXED_32) {
                at += Integer.BYTES;
            } else {
                throw new IllegalArgumentException("A field of kind " + kind);
            }
        }
        return found;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number without end");
    }
}
