package tarn.wire.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A message of an event stream: headers, all of them text here, and a payload.
 *
 * <p>On the wire a message is a prelude (its whole length, that of its headers, and the CRC-32 of these eight bytes),
 * the headers, the payload and the CRC-32 of everything before.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Amazon Event Stream specification</a>
 */
@SuppressWarnings("ArrayRecordComponent") // made to be sent, never compared
public record EventMessage(Map<String, String> headers, byte[] payload) {

    private static final byte TEXT = 7;
    private static final int PRELUDE_BYTES = 8;
    private static final int CRC_BYTES = 4;

    /** An event of an operation. */
    public static EventMessage event(String type, String contentType, byte[] payload) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(":message-type", "event");
        headers.put(":event-type", type);
        if (!contentType.isEmpty()) {
            headers.put(":content-type", contentType);
        }
        return new EventMessage(headers, payload);
    }

    /** A fault that the service's model has, which ends a stream. */
    public static EventMessage exception(String type, String contentType, byte[] payload) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(":message-type", "exception");
        headers.put(":exception-type", type);
        headers.put(":content-type", contentType);
        return new EventMessage(headers, payload);
    }

    /** Any other fault, which ends a stream. */
    public static EventMessage error(String code, String message) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(":message-type", "error");
        headers.put(":error-code", code);
        headers.put(":error-message", message);
        return new EventMessage(headers, new byte[0]);
    }

    /** The message as it travels. */
    public byte[] bytes() {
        int headerBytes = 0;
        for (var header : headers.entrySet()) {
            headerBytes += 4 + utf8(header.getKey()).length + value(header.getValue()).length;
        }
        int length = PRELUDE_BYTES + CRC_BYTES + headerBytes + payload.length + CRC_BYTES;
        var out = ByteBuffer.allocate(length);
        out.putInt(length).putInt(headerBytes).putInt(crc(out.array(), PRELUDE_BYTES));
        for (var header : headers.entrySet()) {
            var name = utf8(header.getKey());
            var value = value(header.getValue());
            out.put((byte) name.length).put(name);
            out.put(TEXT).putShort((short) value.length).put(value);
        }
        out.put(payload);
        return out.putInt(crc(out.array(), length - CRC_BYTES)).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /* A header's value has at most 32 KB. */
    private static byte[] value(String text) {
        return utf8(text.length() > 8_000 ? text.substring(0, 8_000) : text);
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
