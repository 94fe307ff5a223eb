package tarn.engines.trino;

import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.Timestamp;
import com.amazon.ion.system.IonReaderBuilder;
import com.amazon.ion.system.IonTextWriterBuilder;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.io.CountingInputStream;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoInputFile;
import io.trino.hive.formats.FileCorruptionException;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineReader;
import io.trino.hive.formats.line.LineReaderFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/**
 * Opens files of Ion, compressed or not, and gives each struct as a line of JSON. Ion has symbol tables that hold from
 * where they stand, so a file is read by one reader, whole. What stands between structs is passed over.
 */
final class IonReaders implements LineReaderFactory {

    private static final int LINE_BYTES = 4 * 1024;
    private static final int LINE_BYTES_MAX = 64 * 1024 * 1024;
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS").withZone(ZoneOffset.UTC);

    private final IonPaths paths;

    IonReaders(IonPaths paths) {
        this.paths = paths;
    }

    @Override
    public Set<String> getHiveInputFormatClassNames() {
        return Set.of("org.apache.hadoop.mapred.TextInputFormat");
    }

    @Override
    public LineBuffer createLineBuffer() {
        return new LineBuffer(LINE_BYTES, LINE_BYTES_MAX);
    }

    @Override
    public LineReader createLineReader(TrinoInputFile file, long start, long length, int header, int footer)
            throws IOException {
        if (start > 0) {
            return new Structs(InputStream.nullInputStream(), file.location());
        }
        InputStream in = file.newStream();
        try {
            var kind = CompressionKind.forFile(file.location().fileName());
            return new Structs(
                    kind.isPresent() ? kind.get().createCodec().createStreamDecompressor(in) : in, file.location());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public TrinoInputFile newInputFile(TrinoFileSystem files, Location location, long sizeBytes, long modifiedMillis) {
        return files.newInputFile(location, sizeBytes);
    }

    /** The structs of a file, one a line. */
    private final class Structs implements LineReader {
        private final CountingInputStream in;
        private final IonReader ion;
        private final Location location;
        private boolean closed;
        private long nanos;

        Structs(InputStream in, Location location) {
            this.in = new CountingInputStream(in);
            this.ion = IonReaderBuilder.standard().build(this.in);
            this.location = location;
        }

        @Override
        public boolean readLine(LineBuffer line) throws IOException {
            long before = System.nanoTime();
            try {
                line.reset();
                while (!closed) {
                    var type = ion.next();
                    if (type == null) {
                        close();
                    } else if (type == IonType.STRUCT && !ion.isNullValue()) {
                        write(line);
                        return true;
                    }
                }
                return false;
            } catch (IonException malformed) {
                throw new FileCorruptionException(
                        malformed, "Malformed Ion in %s: %s", location, malformed.getMessage());
            } finally {
                nanos += System.nanoTime() - before;
            }
        }

        private void write(LineBuffer line) throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                ion.stepIn();
                for (var type = ion.next(); type != null; type = ion.next()) {
                    field(type, json);
                }
                ion.stepOut();
                json.writeEndObject();
            }
            line.write(bytes.toByteArray());
        }

        /** A field under its own name, or, where columns have paths, under the names of those that lie in it. */
        private void field(IonType type, JsonGenerator json) throws IOException {
            var reaching = paths.columns().entrySet().stream()
                    .filter(path -> paths.matches(path.getValue().getFirst(), ion))
                    .toList();
            if (reaching.isEmpty()) {
                json.writeFieldName(ion.getFieldName());
                value(type, ion, json);
                return;
            }
            var text = new StringBuilder();
            try (var copy = IonTextWriterBuilder.standard().build(text)) {
                copy.writeValue(ion);
            }
            for (var path : reaching) {
                try (var inner = IonReaderBuilder.standard().build(text.toString())) {
                    find(inner, path.getValue(), path.getKey(), json);
                }
            }
        }

        /** Writes what lies at the end of a path; the reader stands before the value of its first name. */
        private void find(IonReader reader, List<String> path, String column, JsonGenerator json) throws IOException {
            var type = reader.next();
            for (var name : path.subList(1, path.size())) {
                if (type != IonType.STRUCT || reader.isNullValue()) {
                    return;
                }
                reader.stepIn();
                type = reader.next();
                while (type != null && !paths.matches(name, reader)) {
                    type = reader.next();
                }
            }
            if (type != null) {
                json.writeFieldName(column);
                value(type, reader, json);
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public long getRetainedSize() {
            return 0;
        }

        @Override
        public long getBytesRead() {
            return in.getCount();
        }

        @Override
        public long getReadTimeNanos() {
            return nanos;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            ion.close();
            in.close();
        }
    }

    private static void value(IonType type, IonReader ion, JsonGenerator json) throws IOException {
        if (ion.isNullValue()) {
            json.writeNull();
            return;
        }
        switch (type) {
            case NULL, DATAGRAM -> json.writeNull();
            case BOOL -> json.writeBoolean(ion.booleanValue());
            case INT -> json.writeNumber(ion.bigIntegerValue());
            case FLOAT -> {
                double number = ion.doubleValue();
                if (Double.isFinite(number)) {
                    json.writeNumber(number);
                } else {
                    json.writeString(Double.toString(number));
                }
            }
            case DECIMAL -> json.writeNumber(ion.bigDecimalValue());
            case TIMESTAMP -> json.writeString(time(ion.timestampValue()));
            case SYMBOL, STRING -> json.writeString(ion.stringValue());
            case BLOB, CLOB -> json.writeBinary(ion.newBytes());
            case LIST, SEXP -> {
                json.writeStartArray();
                ion.stepIn();
                for (var element = ion.next(); element != null; element = ion.next()) {
                    value(element, ion, json);
                }
                ion.stepOut();
                json.writeEndArray();
            }
            case STRUCT -> {
                json.writeStartObject();
                ion.stepIn();
                for (var field = ion.next(); field != null; field = ion.next()) {
                    json.writeFieldName(ion.getFieldName());
                    value(field, ion, json);
                }
                ion.stepOut();
                json.writeEndObject();
            }
        }
    }

    /** A date if the timestamp has no time, else the instant in UTC. */
    private static String time(Timestamp timestamp) {
        if (timestamp.getPrecision().includes(Timestamp.Precision.MINUTE)) {
            var decimal = timestamp.getDecimalMillis();
            long millis = decimal.longValue();
            long nanos = decimal.remainder(java.math.BigDecimal.ONE)
                    .movePointRight(6)
                    .longValue();
            return TIME.format(Instant.ofEpochMilli(millis).plusNanos(nanos));
        }
        return String.format(
                java.util.Locale.ROOT, "%04d-%02d-%02d", timestamp.getYear(), timestamp.getMonth(), timestamp.getDay());
    }
}
