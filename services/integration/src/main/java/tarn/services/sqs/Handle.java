package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.handleInvalid;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What a receipt handle says: which message, and which of its receives.
 *
 * @param queue the queue's id
 * @param mark what only who received the message knows
 */
record Handle(long queue, long number, int count, long mark) {

    private static final byte FORM = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES + Integer.BYTES;

    static Handle of(StoredQueue queue, long number, Head head) {
        return new Handle(id(queue), number, head.count(), head.mark());
    }

    private static long id(StoredQueue queue) {
        return Long.parseUnsignedLong(queue.id(), 16);
    }

    /** Reads a handle of a queue. */
    static Handle parse(StoredQueue queue, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw handleInvalid(text);
        }
        if (bytes.length != BYTES || bytes[0] != FORM) {
            throw handleInvalid(text);
        }
        var buffer = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        var handle = new Handle(buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getLong());
        if (handle.queue() != id(queue)) {
            throw handleInvalid(text);
        }
        return handle;
    }

    String text() {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(BYTES)
                        .put(FORM)
                        .putLong(queue)
                        .putLong(number)
                        .putInt(count)
                        .putLong(mark)
                        .array());
    }
}
