package tarn.services.firehose;

import io.airlift.compress.snappy.SnappyFramedOutputStream;
import io.airlift.compress.snappy.SnappyHadoopStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;

/** How objects are packed, and what their names then end in. */
enum Packing {
    NONE("") {
        @Override
        OutputStream over(OutputStream out) {
            return out;
        }
    },
    GZIP(".gz") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new GZIPOutputStream(out);
        }
    },
    ZIP(".zip") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            var zip = new ZipOutputStream(out);
            zip.putNextEntry(new ZipEntry("data"));
            return zip;
        }
    },
    SNAPPY(".snappy") {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new SnappyFramedOutputStream(out);
        }
    },
    HADOOP_SNAPPY(".hsnappy") {
        @Override
        OutputStream over(OutputStream out) {
            return new SnappyHadoopStreams().createOutputStream(out);
        }
    };

    private final String extension;

    Packing(String extension) {
        this.extension = extension;
    }

    static Packing of(CompressionFormat format) {
        return switch (format) {
            case UNCOMPRESSED -> NONE;
            case GZIP -> GZIP;
            case ZIP -> ZIP;
            case SNAPPY -> SNAPPY;
            case HADOOP_SNAPPY -> HADOOP_SNAPPY;
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("Refused when it was said");
        };
    }

    abstract OutputStream over(OutputStream out) throws IOException;

    String extension() {
        return extension;
    }

    /** Pieces, one behind the other. */
    byte[] packed(List<byte[]> pieces) {
        var out = new ByteArrayOutputStream();
        try (var packing = over(out)) {
            for (var piece : pieces) {
                packing.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
