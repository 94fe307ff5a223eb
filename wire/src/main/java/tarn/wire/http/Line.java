package tarn.wire.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line within a buffer, good until the buffer is read on.
 *
 * @param bytes the buffer
 * @param from where the line begins in it
 * @param to where it ends
 */
@SuppressWarnings("ArrayRecordComponent") // a view that lives for a moment, never compared
record Line(byte[] bytes, int from, int to) {

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    int at(int index) {
        return bytes[from + index] & 0xFF;
    }

    /** Where a byte stands first from {@code start} on; -1 if it does not. */
    int indexOf(int wanted, int start) {
        for (int i = start; i < length(); i++) {
            if (at(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A stretch as text: UTF-8 where it is that, else each byte a character, so that nothing is lost of what older
     * clients send.
     */
    String text(int start, int end) {
        for (int i = start; i < end; i++) {
            if (at(i) > 0x7F) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from + start, end - start))
                            .toString();
                } catch (CharacterCodingException e) {
                    break;
                }
            }
        }
        return new String(bytes, from + start, end - start, StandardCharsets.ISO_8859_1);
    }
}
