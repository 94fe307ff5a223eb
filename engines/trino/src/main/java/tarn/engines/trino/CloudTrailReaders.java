package tarn.engines.trino;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoInputFile;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineReader;
import io.trino.hive.formats.line.LineReaderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Opens CloudTrail's files, compressed or not. A file is one JSON document, so it is read by one reader, whole. */
final class CloudTrailReaders implements LineReaderFactory {

    private static final int LINE_BYTES = 4 * 1024;
    private static final int LINE_BYTES_MAX = 1024 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

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
            return new Records(InputStream.nullInputStream());
        }
        InputStream in = file.newStream();
        boolean zipped = file.location().path().endsWith(".gz");
        try {
            return new Records(zipped ? new GZIPInputStream(in) : in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public TrinoInputFile newInputFile(TrinoFileSystem files, Location location, long sizeBytes, long modifiedMillis) {
        return files.newInputFile(location, sizeBytes);
    }

    /** The elements of {@code Records}, one a line. */
    private static final class Records implements LineReader {
        private final JsonParser json;
        private boolean begun;
        private boolean closed;
        private long bytesRead;
        private long nanos;

        Records(InputStream in) throws IOException {
            this.json = JSON.createParser(in);
        }

        @Override
        public boolean readLine(LineBuffer line) throws IOException {
            long before = System.nanoTime();
            try {
                line.reset();
                if (closed || !next()) {
                    close();
                    return false;
                }
                try (var out = JSON.createGenerator(line)) {
                    out.copyCurrentStructure(json);
                }
                return true;
            } finally {
                if (!closed) {
                    bytesRead = json.currentLocation().getByteOffset();
                }
                nanos += System.nanoTime() - before;
            }
        }

        private boolean next() throws IOException {
            if (!begun) {
                begun = true;
                if (!findRecords()) {
                    return false;
                }
            }
            return json.nextToken() == JsonToken.START_OBJECT;
        }

        private boolean findRecords() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean records = json.currentName().equals("Records");
                if (json.nextToken() == JsonToken.START_ARRAY && records) {
                    return true;
                }
                json.skipChildren();
            }
            return false;
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
            return bytesRead;
        }

        @Override
        public long getReadTimeNanos() {
            return nanos;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            json.close();
        }
    }
}
