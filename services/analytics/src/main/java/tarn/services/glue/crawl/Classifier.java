package tarn.services.glue.crawl;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.airlift.compress.MalformedInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tarn.blobs.Content;

/**
 * Asks Glue's built-in classifiers in AWS's order: Avro, ORC, Parquet, JSON, CSV. What none of them knows is unknown.
 *
 * <p>Of text no more is read than tells the schema: a megabyte after expansion, of JSON whole records up to 64 MB.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html#classifier-built-in">Built-in
 *     classifiers</a>
 */
final class Classifier {

    private static final int HEAD_BYTES = 64;
    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int RECORD_BYTES_MAX = 64 << 20;

    private Classifier() {}

    /**
     * What a file says of itself; empty if no classifier knows it.
     *
     * @throws IOException if it is a known format but damaged; the message says how
     */
    static Optional<FileSchema> classify(LakeFile file, Content content) throws IOException {
        try {
            return recognise(file, content);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // What the expanders of Snappy, Zstandard and bzip2 throw at a damaged block.
            throw new IOException("its bytes are damaged: " + e.getMessage(), e);
        }
    }

    private static Optional<FileSchema> recognise(LakeFile file, Content content) throws IOException {
        var head = Bytes.upTo(content, 0, HEAD_BYTES);
        if (AvroHeader.begins(head)) {
            return Optional.of(AvroHeader.read(content));
        }
        if (OrcFooter.begins(head)) {
            return Optional.of(OrcFooter.read(content));
        }
        if (ParquetFooter.begins(head)) {
            return Optional.of(ParquetFooter.read(content));
        }
        return text(file, content, head);
    }

    private static Optional<FileSchema> text(LakeFile file, Content content, byte[] head) throws IOException {
        var compression = Compression.of(head, file.name());
        byte[] sample;
        long packed;
        try (var raw = new CountedStream(content.stream(0, content.sizeBytes()));
                var in = compression.expand(raw, head)) {
            sample = in.readNBytes(SAMPLE_BYTES);
            packed = compression == Compression.NONE ? sample.length : raw.count();
        }
        boolean whole = sample.length < SAMPLE_BYTES;
        if (firstMeaningful(sample) == '{' || firstMeaningful(sample) == '[') {
            return json(file, content, compression, head);
        }
        return csv(sample, whole, compression, (double) content.sizeBytes() / Math.max(1, packed));
    }

    private static int firstMeaningful(byte[] sample) {
        int at = startOfText(sample);
        while (at < sample.length && Character.isWhitespace(sample[at])) {
            at++;
        }
        return at < sample.length ? sample[at] : -1;
    }

    /** Behind the byte order mark of UTF-8, if there is one. */
    private static int startOfText(byte[] sample) {
        boolean marked = sample.length >= 3
                && (sample[0] & 0xFF) == 0xEF
                && (sample[1] & 0xFF) == 0xBB
                && (sample[2] & 0xFF) == 0xBF;
        return marked ? 3 : 0;
    }

    private static Optional<FileSchema> json(LakeFile file, Content content, Compression compression, byte[] head)
            throws IOException {
        try (var raw = new CountedStream(content.stream(0, content.sizeBytes()));
                var in = compression.expand(raw, head);
                var bounded = new BoundedStream(in, RECORD_BYTES_MAX)) {
            var found = JsonClassifier.classify(bounded, SAMPLE_BYTES);
            if (found.columns().isEmpty()) {
                return Optional.empty();
            }
            double read = compression == Compression.NONE ? found.readBytes() : raw.count();
            long records = found.whole() ? found.records() : (long) (found.records() * file.sizeBytes() / read);
            return Optional.of(new FileSchema(new Format.Json(), compression, found.columns(), Math.max(1, records)));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new IOException(
                    "not readable as JSON" + (where == null ? "" : " at line " + where.getLineNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (EOFException e) {
            throw new IOException("the " + compression.label() + " data is cut short", e);
        }
    }

    private static Optional<FileSchema> csv(byte[] sample, boolean whole, Compression compression, double ratio) {
        int start = startOfText(sample);
        int end = whole ? sample.length : lastRowEnd(sample);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(sample, start, Math.max(0, end - start)))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(sample, start, Math.max(0, end - start), StandardCharsets.ISO_8859_1);
        }
        if (text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return CsvClassifier.classify(text).map(found -> {
            long records = whole ? found.rows() : Math.round(found.rows() * ratio);
            return new FileSchema(found.format(), compression, found.columns(), records);
        });
    }

    private static int lastRowEnd(byte[] sample) {
        int end = sample.length;
        while (end > 0 && sample[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** A stream that fails where a record does not end in a bearable length. */
    private static final class BoundedStream extends java.io.FilterInputStream {
        private long left;

        BoundedStream(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new Unreadable("a single JSON record of more than " + (RECORD_BYTES_MAX >> 20) + " MB");
            }
            return read;
        }
    }
}
