package tarn.services.cloudwatchlogs.lines;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;

/**
 * Lines of one stream, in order, as they lie in the store.
 *
 * <p>Times, numbers and lengths lie before the texts, as differences from the line before, so that a reader that looks
 * for a word passes over the texts' bytes without taking them apart. The store compresses what lies plain; a chunk of a
 * group under a key of KMS is deflated and then sealed by us.
 */
public final class Chunk {

    private static final byte PLAIN = 0;
    private static final byte SEALED = 1;

    private final byte[] bytes;

    private Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How chunks are written: they are their own bytes. */
    public static Format<Chunk> format() {
        return new Format<>() {
            @Override
            public int version() {
                return 1;
            }

            @Override
            public byte[] encode(Chunk chunk) {
                return chunk.bytes;
            }

            @Override
            public Chunk decode(byte[] bytes, int version) {
                return new Chunk(bytes);
            }
        };
    }

    /**
     * Lines as a chunk.
     *
     * @param lines in order, at least one
     * @param seal what hides the bytes; null to leave them plain
     */
    public static Chunk of(List<Line> lines, @Nullable UnaryOperator<byte[]> seal) {
        var out = new ByteArrayOutputStream(64 + lines.size() * 8);
        int texts = 0;
        writeNumber(out, lines.size());
        long time = 0;
        long ingested = 0;
        long number = 0;
        for (var line : lines) {
            writeSigned(out, line.timestamp() - time);
            writeSigned(out, line.ingested() - ingested);
            writeSigned(out, line.number() - number);
            writeNumber(out, line.sizeBytes());
            time = line.timestamp();
            ingested = line.ingested();
            number = line.number();
            texts += line.sizeBytes();
        }
        int head = out.size();
        var body = new byte[head + texts];
        System.arraycopy(out.toByteArray(), 0, body, 0, head);
        int at = head;
        for (var line : lines) {
            line.writeText(body, at);
            at += line.sizeBytes();
        }
        return seal == null ? marked(PLAIN, body) : marked(SEALED, seal.apply(deflate(body)));
    }

    private static Chunk marked(byte kind, byte[] body) {
        var marked = new byte[body.length + 1];
        marked[0] = kind;
        System.arraycopy(body, 0, marked, 1, body.length);
        return new Chunk(marked);
    }

    /** How many bytes it takes before the store compresses it. */
    public int sizeBytes() {
        return bytes.length;
    }

    /** Whether its bytes are hidden. */
    public boolean isSealed() {
        return bytes[0] == SEALED;
    }

    /**
     * The lines, in order.
     *
     * @param open what shows sealed bytes again
     */
    public List<Line> lines(UnaryOperator<byte[]> open) {
        var body = bytes;
        int start = 1;
        if (isSealed()) {
            body = inflate(open.apply(java.util.Arrays.copyOfRange(bytes, 1, bytes.length)));
            start = 0;
        }
        var in = new Reading(body, start);
        int count = (int) in.number();
        var lines = new ArrayList<Line>(count);
        var heads = new long[count * 4];
        long time = 0;
        long ingested = 0;
        long number = 0;
        for (int i = 0; i < count; i++) {
            heads[4 * i] = time += in.signed();
            heads[4 * i + 1] = ingested += in.signed();
            heads[4 * i + 2] = number += in.signed();
            heads[4 * i + 3] = in.number();
        }
        int at = in.at;
        for (int i = 0; i < count; i++) {
            int end = at + (int) heads[4 * i + 3];
            lines.add(new Line(heads[4 * i], heads[4 * i + 1], heads[4 * i + 2], body, at, end));
            at = end;
        }
        return lines;
    }

    private static byte[] deflate(byte[] plain) {
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(plain);
            deflater.finish();
            var out = new ByteArrayOutputStream(plain.length / 2);
            var buffer = new byte[16_384];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static byte[] inflate(byte[] deflated) {
        try (var inflater = new Inflater()) {
            inflater.setInput(deflated);
            var out = new ByteArrayOutputStream(deflated.length * 3);
            var buffer = new byte[16_384];
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                if (read == 0 && inflater.needsInput()) {
                    throw new IllegalStateException("A chunk of log lines ends too early");
                }
                out.write(buffer, 0, read);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalStateException("A chunk of log lines is damaged", e);
        }
    }

    private static void writeNumber(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static void writeSigned(ByteArrayOutputStream out, long value) {
        writeNumber(out, value << 1 ^ value >> 63);
    }

    /** Reads numbers of seven bits a byte. */
    private static final class Reading {
        private final byte[] bytes;
        private int at;

        Reading(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        long signed() {
            long value = number();
            return value >>> 1 ^ -(value & 1);
        }
    }
}
