package tarn.services.glue.crawl;

import io.airlift.compress.bzip2.BZip2HadoopStreams;
import io.airlift.compress.snappy.SnappyFramedInputStream;
import io.airlift.compress.snappy.SnappyHadoopStreams;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * What was done to a whole file of text to make it smaller. It is recognised by the first bytes; only Hadoop's own
 * framing of Snappy has no mark and is recognised by the file's name.
 */
enum Compression {
    NONE,
    GZIP,
    BZIP2,
    ZSTD,
    SNAPPY,
    LZ4,
    ZIP;

    private static final byte[] FRAMED_SNAPPY = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

    /** The name Glue writes as {@code compressionType}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The compression of a file that begins with these bytes. */
    static Compression of(byte[] head, String name) {
        if (starts(head, 0x1F, 0x8B)) {
            return GZIP;
        }
        if (starts(head, 'B', 'Z', 'h')) {
            return BZIP2;
        }
        if (starts(head, 0x28, 0xB5, 0x2F, 0xFD)) {
            return ZSTD;
        }
        if (starts(head, 0x04, 0x22, 0x4D, 0x18)) {
            return LZ4;
        }
        if (starts(head, 'P', 'K', 3, 4)) {
            return ZIP;
        }
        return isFramedSnappy(head) || name.endsWith(".snappy") ? SNAPPY : NONE;
    }

    /** The bytes before they were compressed. */
    InputStream expand(InputStream in, byte[] head) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, 1 << 16);
            case BZIP2 -> new BZip2HadoopStreams().createInputStream(in);
            case ZSTD -> new ZstdInputStream(in);
            case SNAPPY ->
                isFramedSnappy(head)
                        ? new SnappyFramedInputStream(in)
                        : new SnappyHadoopStreams().createInputStream(in);
            case LZ4 -> new Lz4FrameStream(in);
            case ZIP -> {
                var zip = new ZipInputStream(in);
                if (zip.getNextEntry() == null) {
                    throw new Unreadable("the ZIP file holds no file");
                }
                yield zip;
            }
        };
    }

    private static boolean isFramedSnappy(byte[] head) {
        if (head.length < FRAMED_SNAPPY.length) {
            return false;
        }
        for (int i = 0; i < FRAMED_SNAPPY.length; i++) {
            if (head[i] != FRAMED_SNAPPY[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
