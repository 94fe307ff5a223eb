package tarn.services.sqs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The digests by which SDKs see that a message arrived as it was sent.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">
 *     Calculating the MD5 message digest for message attributes</a>
 */
final class Digests {

    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    static String body(String body) {
        return HexFormat.of().formatHex(digest("MD5", body.getBytes(StandardCharsets.UTF_8)));
    }

    /** What stands for a message's content where duplicates are known by it. */
    static String content(String body) {
        return HexFormat.of().formatHex(digest("SHA-256", body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The digest of attributes; null if there are none. */
    static @Nullable String attributes(Map<String, MessageAttributeValue> attributes) {
        if (attributes.isEmpty()) {
            return null;
        }
        var out = new ByteArrayOutputStream();
        new TreeMap<>(attributes).forEach((name, value) -> {
            write(out, name.getBytes(StandardCharsets.UTF_8));
            write(out, value.dataType().getBytes(StandardCharsets.UTF_8));
            var text = value.stringValue();
            out.write(text != null ? TEXT : BINARY);
            write(
                    out,
                    text != null
                            ? text.getBytes(StandardCharsets.UTF_8)
                            : value.binaryValue().asByteArray());
        });
        return HexFormat.of().formatHex(digest("MD5", out.toByteArray()));
    }

    private static void write(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    private Digests() {}
}
