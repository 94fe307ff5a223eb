package tarn.engines.trino;

import com.google.inject.Inject;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.hive.formats.line.text.TextLineReaderFactory;
import io.trino.plugin.hive.HiveConfig;
import io.trino.plugin.hive.line.LinePageSourceFactory;

/** Reads CSV by Hive's OpenCSVSerde with Athena's types, where Trino takes text alone. */
final class OpenCsvFiles extends LinePageSourceFactory {

    private static final int LINE_BYTES = 1024;

    @Inject
    OpenCsvFiles(TrinoFileSystemFactory files, HiveConfig config) {
        super(
                files,
                new OpenCsvLines(),
                new TextLineReaderFactory(
                        LINE_BYTES,
                        1024,
                        Math.toIntExact(config.getTextMaxLineLength().toBytes())));
    }
}
