package tarn.services.glue.crawl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import tarn.blobs.Content;

/** A lake in memory, and the surveys of it. The bucket is {@code lake}. */
final class MemoryLake implements Lake {

    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final Set<String> opened = Collections.synchronizedSet(new TreeSet<>());
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private List<CustomClassifier> custom = List.of();

    MemoryLake asking(CustomClassifier... classifiers) {
        custom = List.of(classifiers);
        return this;
    }

    MemoryLake with(String key, String text) {
        return with(key, text.getBytes(StandardCharsets.UTF_8));
    }

    MemoryLake with(String key, byte[] bytes) {
        files.put(key, bytes);
        return this;
    }

    List<FoundTable> tables(String prefix) {
        return tables(new Survey.Target("lake", prefix, List.of(), OptionalInt.empty(), Grouping.USUAL));
    }

    List<FoundTable> tables(Survey.Target target) {
        try {
            return new Survey(this, custom, log::add, () -> false, folder -> java.util.Optional.empty()).tables(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The columns of the only table, as {@code name type}. */
    List<String> columns(String prefix) {
        var tables = tables(prefix);
        if (tables.size() != 1) {
            throw new AssertionError("one table expected, found " + tables + ", log " + log);
        }
        return spelled(tables.getFirst().columns());
    }

    static List<String> spelled(List<Column> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type().hive())
                .toList();
    }

    static byte[] resource(String name) {
        try (var in = MemoryLake.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no such fixture: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public Iterable<LakeFile> list(String bucket, String prefix) {
        return files.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new LakeFile(bucket, entry.getKey(), entry.getValue().length))
                .toList();
    }

    @Override
    public Content open(LakeFile file) throws IOException {
        opened.add(file.key());
        var bytes = files.get(file.key());
        if (bytes == null) {
            throw new IOException("no such file");
        }
        return new InMemory(bytes);
    }

    private static final class InMemory implements Content {
        private final byte[] bytes;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(into.remaining(), bytes.length - (int) position);
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {}
    }
}
