package tarn.services.s3.columnar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * An ORC file: a stripe for each group of rows, direct encodings of the first version, compressed by deflate.
 *
 * @see <a href="https://orc.apache.org/specification/ORCv1/">ORC specification</a>
 */
public final class OrcFile implements TableFile {

    private static final String MAGIC = "ORC";
    private static final int ZLIB = 1;
    private static final int BLOCK_BYTES = 256 << 10;

    /* Readers take times of older writers to be off by a zone; 6 is ORC-135, which ended that. */
    private static final int WRITER_VERSION = 6;
    private static final String ZONE = "UTC";
    private static final long EPOCH_SECOND =
            Instant.parse("2015-01-01T00:00:00Z").getEpochSecond();

    private static final int BOOLEAN = 0;
    private static final int LONG = 4;
    private static final int STRING = 7;
    private static final int TIMESTAMP = 9;
    private static final int STRUCT = 12;

    private static final int PRESENT = 0;
    private static final int DATA = 1;
    private static final int LENGTH = 2;
    private static final int SECONDARY = 5;

    private record Stripe(long start, long dataBytes, long footerBytes, long rows) {}

    private final OutputStream out;
    private final List<Column> columns;
    private final long[] values;
    private final List<Stripe> stripes = new ArrayList<>();
    private long rows;
    private long written;

    /** Begins a file. */
    public OrcFile(OutputStream out, List<Column> columns) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        this.values = new long[columns.size()];
        write(new Bytes().all(MAGIC.getBytes(US_ASCII)));
    }

    private void write(Bytes bytes) throws IOException {
        bytes.writeTo(out);
        written += bytes.size();
    }

    @Override
    public void write(List<@Nullable Object[]> group) throws IOException {
        if (group.isEmpty()) {
            return;
        }
        long start = written;
        var footer = new ProtoText();
        for (int i = 0; i < columns.size(); i++) {
            column(i, group, footer);
        }
        long data = written - start;
        // The whole is column 0; each encoding is DIRECT, which is 0
        for (int i = 0; i <= columns.size(); i++) {
            footer.message(2, new ProtoText().number(1, 0));
        }
        footer.text(3, ZONE);
        write(compressed(footer.bytes()));
        stripes.add(new Stripe(start, data, written - start - data, group.size()));
        rows += group.size();
    }

    private void column(int at, List<@Nullable Object[]> group, ProtoText footer) throws IOException {
        var present = new BitSet(group.size());
        var given = new ArrayList<Object>(group.size());
        for (int i = 0; i < group.size(); i++) {
            var value = group.get(i)[at];
            if (value != null) {
                present.set(i);
                given.add(value);
            }
        }
        values[at] += given.size();
        if (given.size() < group.size()) {
            stream(footer, PRESENT, at, OrcRuns.bits(present, group.size()));
        }
        switch (columns.get(at).kind()) {
            case TEXT -> texts(footer, at, given);
            case NUMBER -> stream(footer, DATA, at, numbers(given.stream().mapToLong(value -> (Long) value), true));
            case TIME -> {
                stream(footer, DATA, at, numbers(given.stream().mapToLong(OrcFile::seconds), true));
                stream(footer, SECONDARY, at, numbers(given.stream().mapToLong(OrcFile::nanos), false));
            }
            case TRUTH -> {
                var truths = new BitSet(given.size());
                for (int i = 0; i < given.size(); i++) {
                    truths.set(i, (Boolean) given.get(i));
                }
                stream(footer, DATA, at, OrcRuns.bits(truths, given.size()));
            }
        }
    }

    private void texts(ProtoText footer, int at, List<Object> given) throws IOException {
        var data = new Bytes();
        var lengths = new long[given.size()];
        for (int i = 0; i < lengths.length; i++) {
            var bytes = ((String) given.get(i)).getBytes(UTF_8);
            data.all(bytes);
            lengths[i] = bytes.length;
        }
        stream(footer, DATA, at, data);
        stream(footer, LENGTH, at, OrcRuns.numbers(lengths, lengths.length, false));
    }

    private static Bytes numbers(LongStream numbers, boolean signed) {
        var all = numbers.toArray();
        return OrcRuns.numbers(all, all.length, signed);
    }

    private static long seconds(Object time) {
        return ((Instant) time).getEpochSecond() - EPOCH_SECOND;
    }

    /* The last three bits say how many zeros at the end were left out, if that is two or more: one less than that. */
    private static long nanos(Object time) {
        long left = ((Instant) time).get(ChronoField.NANO_OF_SECOND);
        if (left == 0 || left % 100 != 0) {
            return left << 3;
        }
        left /= 100;
        int zeros = 1;
        while (left % 10 == 0 && zeros < 7) {
            left /= 10;
            zeros++;
        }
        return left << 3 | zeros;
    }

    private void stream(ProtoText footer, int kind, int at, Bytes content) throws IOException {
        var packed = compressed(content);
        write(packed);
        footer.message(1, new ProtoText().number(1, kind).number(2, at + 1L).number(3, packed.size()));
    }

    /* Blocks, each with its length and whether it is as it was. */
    private static Bytes compressed(Bytes content) {
        var plain = content.toByteArray();
        var packed = new Bytes();
        var block = new byte[BLOCK_BYTES];
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            for (int from = 0; from < plain.length; from += BLOCK_BYTES) {
                int length = Math.min(BLOCK_BYTES, plain.length - from);
                deflater.reset();
                deflater.setInput(plain, from, length);
                deflater.finish();
                int size = deflater.deflate(block);
                boolean smaller = deflater.finished() && size < length;
                int head = smaller ? size << 1 : length << 1 | 1;
                packed.one(head).one(head >>> 8).one(head >>> 16);
                packed.write(smaller ? block : plain, smaller ? 0 : from, smaller ? size : length);
            }
        }
        return packed;
    }

    @Override
    public void close() throws IOException {
        var footer = new ProtoText().number(1, MAGIC.length()).number(2, written);
        for (var stripe : stripes) {
            footer.message(
                    3,
                    new ProtoText()
                            .number(1, stripe.start)
                            .number(2, 0)
                            .number(3, stripe.dataBytes)
                            .number(4, stripe.footerBytes)
                            .number(5, stripe.rows));
        }
        var whole = new ProtoText()
                .number(1, STRUCT)
                .numbers(2, IntStream.rangeClosed(1, columns.size()).boxed().toList());
        columns.forEach(column -> whole.text(3, column.name()));
        footer.message(4, whole);
        columns.forEach(column -> footer.message(4, new ProtoText().number(1, type(column))));
        footer.number(6, rows);
        footer.message(7, statistics(rows));
        for (var count : values) {
            footer.message(7, statistics(count));
        }
        footer.number(8, 0);
        var packed = compressed(footer.bytes());
        write(packed);
        var postscript = new ProtoText()
                .number(1, packed.size())
                .number(2, ZLIB)
                .number(3, BLOCK_BYTES)
                .numbers(4, List.of(0, 12))
                .number(5, 0)
                .number(6, WRITER_VERSION)
                .text(8000, MAGIC)
                .bytes();
        write(postscript);
        write(new Bytes().one(postscript.size()));
        out.flush();
    }

    private ProtoText statistics(long count) {
        return new ProtoText().number(1, count).number(10, count < rows ? 1 : 0);
    }

    private static int type(Column column) {
        return switch (column.kind()) {
            case TEXT -> STRING;
            case NUMBER -> LONG;
            case TRUTH -> BOOLEAN;
            case TIME -> TIMESTAMP;
        };
    }
}
