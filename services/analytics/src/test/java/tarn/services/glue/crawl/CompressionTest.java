package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.bzip2.BZip2HadoopStreams;
import io.airlift.compress.snappy.SnappyFramedOutputStream;
import io.airlift.compress.snappy.SnappyHadoopStreams;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {

    private static final byte[] ROWS = "id,name\n1,a\n2,b\n".repeat(1).getBytes(StandardCharsets.UTF_8);

    private interface Packing {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] bytes, Packing packing) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packer = packing.around(out)) {
            packer.write(bytes);
        }
        return out.toByteArray();
    }

    private static void isSeenThrough(String file, byte[] bytes, String label) {
        var lake = new MemoryLake().with("t/" + file, bytes);
        assertThat(lake.columns("t/")).containsExactly("id bigint", "name string");
        assertThat(lake.tables("t/").getFirst().compression()).isEqualTo(label);
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(2);
    }

    @Test
    void gzip() throws IOException {
        isSeenThrough("a.csv.gz", packed(ROWS, GZIPOutputStream::new), "gzip");
    }

    @Test
    void bzip2() throws IOException {
        isSeenThrough("a.csv.bz2", packed(ROWS, out -> new BZip2HadoopStreams().createOutputStream(out)), "bzip2");
    }

    @Test
    void zstandard() throws IOException {
        isSeenThrough("a.csv.zst", packed(ROWS, ZstdOutputStream::new), "zstd");
    }

    @Test
    void framedSnappy() throws IOException {
        isSeenThrough("a.csv.sz", packed(ROWS, SnappyFramedOutputStream::new), "snappy");
    }

    @Test
    void hadoopsSnappy() throws IOException {
        isSeenThrough("a.csv.snappy", packed(ROWS, out -> new SnappyHadoopStreams().createOutputStream(out)), "snappy");
    }

    @Test
    void lz4() {
        isSeenThrough("a.csv.lz4", MemoryLake.resource("rows.csv.lz4"), "lz4");
    }

    @Test
    void lz4OfManyLinkedBlocks() {
        var lake = new MemoryLake().with("t/a.csv.lz4", MemoryLake.resource("many.csv.lz4"));
        assertThat(lake.columns("t/")).containsExactly("id bigint", "name string");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(20_000);
    }

    @Test
    void zip() throws IOException {
        var bytes = packed(ROWS, out -> {
            var zip = new ZipOutputStream(out);
            zip.putNextEntry(new ZipEntry("a.csv"));
            return zip;
        });
        isSeenThrough("a.zip", bytes, "zip");
    }

    @Test
    void jsonIsSeenThroughToo() {
        var json = "{\"a\":1}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8);
        var lake = new MemoryLake().with("t/a.json.gz", MemoryLake.gzip(json));
        assertThat(lake.columns("t/")).containsExactly("a int");
    }

    @Test
    void aFileCutShortIsNamedAndMakesNoTable() {
        var lake = new MemoryLake().with("t/a.csv.gz", MemoryLake.cut(MemoryLake.gzip(ROWS), 20));
        assertThat(lake.tables("t/")).isEmpty();
        assertThat(lake.log).singleElement().asString().contains("s3://lake/t/a.csv.gz");
    }
}
