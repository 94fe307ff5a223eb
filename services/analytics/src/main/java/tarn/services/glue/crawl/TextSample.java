package tarn.services.glue.crawl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tarn.blobs.Content;

/**
 * The beginning of a file of text, after expansion.
 *
 * @param bytes as they are
 * @param isWhole whether that is all of it
 * @param packedBytes how many bytes of the file it took
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextSample(LakeFile file, Compression compression, byte[] bytes, boolean isWhole, long packedBytes) {

    private static final int SAMPLE_BYTES = 1 << 20;

    static TextSample of(LakeFile file, Content content, byte[] head) throws IOException {
        var compression = Compression.of(head, file.name());
        try (var raw = new CountedStream(content.stream(0, content.sizeBytes()));
                var in = compression.expand(raw, head)) {
            var sample = in.readNBytes(SAMPLE_BYTES);
            long packed = compression == Compression.NONE ? sample.length : raw.count();
            return new TextSample(file, compression, sample, sample.length < SAMPLE_BYTES, packed);
        }
    }

    /** How many times the sample fits into the file. */
    private double ratio() {
        return (double) file.sizeBytes() / Math.max(1, packedBytes);
    }

    /** How many records the file has, if the sample has so many. */
    long all(long records) {
        return isWhole ? records : Math.round(records * ratio());
    }

    int firstMeaningful() {
        int at = start();
        while (at < bytes.length && Character.isWhitespace(bytes[at])) {
            at++;
        }
        return at < bytes.length ? bytes[at] : -1;
    }

    /** Behind the byte order mark of UTF-8, if there is one. */
    private int start() {
        boolean marked = bytes.length >= 3
                && (bytes[0] & 0xFF) == 0xEF
                && (bytes[1] & 0xFF) == 0xBB
                && (bytes[2] & 0xFF) == 0xBF;
        return marked ? 3 : 0;
    }

    /** The whole rows of the sample: as UTF-8, or as Latin-1 where it is none. */
    String text() {
        int start = start();
        int length = Math.max(0, (isWhole ? bytes.length : lastRowEnd()) - start);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** The lines that hold something. */
    List<String> lines() {
        return text().lines().filter(line -> !line.isBlank()).toList();
    }

    boolean isBinary() {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private int lastRowEnd() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    FileSchema schema(Format format, List<Column> columns, long records) {
        return new FileSchema(format, compression, columns, all(records));
    }
}
