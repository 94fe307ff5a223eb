package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.parquetCodec;
import static tarn.services.s3.select.SelectFaults.parquetParsing;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import tarn.blobs.Content;
import tarn.services.s3.select.ParquetFooter.Chunk;

/**
 * A column of one group of rows, page by page. Of what is there several times in a row, the last is its value, as with
 * AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/selecting-content-from-objects.html">Filtering and
 *     retrieving data using Amazon S3 Select</a>
 */
final class ParquetPages {

    /** How many values a page may have. */
    static final int VALUES_MAX = 1 << 22;

    private static final int PAGE_BYTES_MAX = 128 << 20;
    private static final int UNCOMPRESSED = 0;
    private static final int SNAPPY = 1;
    private static final int GZIP = 2;
    private static final int DATA = 0;
    private static final int DICTIONARY = 2;
    private static final int DATA_2 = 3;

    private final ParquetColumn column;
    private final Chunk chunk;
    private final InputStream in;
    private final Counted processed;
    private Object[] dictionary = {};
    private Object[] values = {};
    private int[] definitions = {};
    private int[] repetitions = {};
    private int place;
    private int value;

    ParquetPages(ParquetColumn column, Chunk chunk, Content content, Counted scanned, Counted processed) {
        if (chunk.start() < 0 || chunk.lengthBytes() < 0 || chunk.start() > content.sizeBytes() - chunk.lengthBytes()) {
            throw parquetParsing();
        }
        this.column = column;
        this.chunk = chunk;
        this.in = new BufferedInputStream(content.stream(chunk.start(), chunk.lengthBytes()), 64 << 10);
        this.processed = processed;
        scanned.add(chunk.lengthBytes());
    }

    /** The column's value in the next row. */
    Datum next() throws IOException {
        if (place == definitions.length) {
            page();
        }
        var found = one();
        while (column.repetition() > 0 && continues()) {
            found = one();
        }
        return found;
    }

    private Datum one() {
        boolean there = definitions[place] == column.definition();
        place++;
        return there ? column.datum(values[value++]) : Datum.Absent.NULL;
    }

    /* A row may go on in the next page, in the older kind of pages. */
    private boolean continues() throws IOException {
        if (place == definitions.length) {
            in.mark(1);
            if (in.read() < 0) {
                return false;
            }
            in.reset();
            page();
        }
        return repetitions[place] > 0;
    }

    /** The head of a page. */
    private static final class Head {
        private int type = -1;
        private int expanded;
        private int compressed;
        private int count;
        private int encoding;
        private int definitionBytes;
        private int repetitionBytes;
        private boolean packed = true;
    }

    private Head head() throws IOException {
        var head = new Head();
        var thrift = new Thrift(in);
        thrift.struct(id -> {
            switch (id) {
                case 1 -> head.type = (int) thrift.number();
                case 2 -> head.expanded = (int) thrift.number();
                case 3 -> head.compressed = (int) thrift.number();
                case 5, 7 ->
                    thrift.struct(part -> {
                        switch (part) {
                            case 1 -> head.count = (int) thrift.number();
                            case 2 -> head.encoding = (int) thrift.number();
                            default -> thrift.skip();
                        }
                    });
                case 8 ->
                    thrift.struct(part -> {
                        switch (part) {
                            case 1 -> head.count = (int) thrift.number();
                            case 4 -> head.encoding = (int) thrift.number();
                            case 5 -> head.definitionBytes = (int) thrift.number();
                            case 6 -> head.repetitionBytes = (int) thrift.number();
                            case 7 -> head.packed = thrift.truth();
                            default -> thrift.skip();
                        }
                    });
                default -> thrift.skip();
            }
        });
        if (head.expanded < 0
                || head.expanded > PAGE_BYTES_MAX
                || head.compressed < 0
                || head.compressed > PAGE_BYTES_MAX
                || head.count < 0
                || head.count > VALUES_MAX) {
            throw parquetParsing();
        }
        return head;
    }

    /* Reads on to the next page with values. */
    private void page() throws IOException {
        do {
            var head = head();
            var bytes = in.readNBytes(head.compressed);
            if (bytes.length < head.compressed) {
                throw new EOFException();
            }
            processed.add(head.expanded);
            switch (head.type) {
                case DICTIONARY -> {
                    var plain = expanded(bytes, 0, head.expanded);
                    dictionary = new ParquetValues(plain, 0, plain.length).plain(column, head.count);
                }
                case DATA -> older(head, expanded(bytes, 0, head.expanded));
                case DATA_2 -> newer(head, bytes);
                default -> {}
            }
        } while (definitions.length == 0 || place == definitions.length);
    }

    private void older(Head head, byte[] bytes) {
        int at = 0;
        repetitions = new int[head.count];
        definitions = new int[head.count];
        if (column.repetition() > 0) {
            int end = end(bytes, at);
            repetitions =
                    new ParquetValues(bytes, at + Integer.BYTES, end).levels(bits(column.repetition()), head.count);
            at = end;
        }
        if (column.definition() > 0) {
            int end = end(bytes, at);
            definitions =
                    new ParquetValues(bytes, at + Integer.BYTES, end).levels(bits(column.definition()), head.count);
            at = end;
        }
        values(head, bytes, at);
    }

    private static int end(byte[] bytes, int at) {
        long end = at + Integer.BYTES + (ParquetValues.int32(bytes, at) & 0xFFFFFFFFL);
        if (end > bytes.length) {
            throw parquetParsing();
        }
        return (int) end;
    }

    private void newer(Head head, byte[] bytes) throws IOException {
        long levels = (long) head.repetitionBytes + head.definitionBytes;
        if (head.repetitionBytes < 0 || head.definitionBytes < 0 || levels > Math.min(bytes.length, head.expanded)) {
            throw parquetParsing();
        }
        repetitions = column.repetition() == 0
                ? new int[head.count]
                : new ParquetValues(bytes, 0, head.repetitionBytes).levels(bits(column.repetition()), head.count);
        definitions = column.definition() == 0
                ? new int[head.count]
                : new ParquetValues(bytes, head.repetitionBytes, (int) levels)
                        .levels(bits(column.definition()), head.count);
        var content = head.packed
                ? expanded(bytes, (int) levels, head.expanded - (int) levels)
                : Arrays.copyOfRange(bytes, (int) levels, bytes.length);
        values(head, content, 0);
    }

    private void values(Head head, byte[] bytes, int at) {
        place = 0;
        value = 0;
        int there = 0;
        for (int definition : definitions) {
            there += definition == column.definition() ? 1 : 0;
        }
        values = new ParquetValues(bytes, at, bytes.length).read(column, head.encoding, there, dictionary);
    }

    private static int bits(int highest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(highest);
    }

    private byte[] expanded(byte[] bytes, int from, int length) throws IOException {
        var plain = switch (chunk.codec()) {
            case UNCOMPRESSED -> Arrays.copyOfRange(bytes, from, bytes.length);
            case SNAPPY -> snappy(bytes, from, length);
            case GZIP -> gzip(bytes, from, length);
            default -> throw parquetCodec();
        };
        if (plain.length != length) {
            throw parquetParsing();
        }
        return plain;
    }

    private static byte[] snappy(byte[] bytes, int from, int length) {
        if (length == 0) {
            return new byte[0];
        }
        var plain = new byte[length];
        try {
            int written = new SnappyDecompressor().decompress(bytes, from, bytes.length - from, plain, 0, length);
            return Arrays.copyOf(plain, written);
        } catch (MalformedInputException e) {
            throw parquetParsing();
        }
    }

    private static byte[] gzip(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return new byte[0];
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            return in.readNBytes(length);
        }
    }
}
