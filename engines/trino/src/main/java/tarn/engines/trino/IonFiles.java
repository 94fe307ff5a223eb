package tarn.engines.trino;

import com.google.inject.Inject;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystemFactory;
import io.trino.hive.formats.line.openxjson.OpenXJsonDeserializerFactory;
import io.trino.plugin.hive.AcidInfo;
import io.trino.plugin.hive.HiveColumnHandle;
import io.trino.plugin.hive.Schema;
import io.trino.plugin.hive.acid.AcidTransaction;
import io.trino.plugin.hive.line.LinePageSourceFactory;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.predicate.TupleDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads Amazon Ion, binary and text: each struct of a file is a row, columns by the names of fields or by the table's path
 * extractors. It is read by way of JSON, whose values are turned into columns' types as OpenX turns them.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/ion-serde-using-ion-serde-properties.html">Properties</a>
 */
final class IonFiles extends LinePageSourceFactory {

    private final TrinoFileSystemFactory files;
    private final IonPaths paths;

    @Inject
    IonFiles(TrinoFileSystemFactory files) {
        this(files, IonPaths.of(Map.of()));
    }

    private IonFiles(TrinoFileSystemFactory files, IonPaths paths) {
        super(files, new OpenXJsonDeserializerFactory(), new IonReaders(paths));
        this.files = files;
        this.paths = paths;
    }

    @Override
    public Optional<ConnectorPageSource> createPageSource(
            ConnectorSession session,
            Location path,
            long start,
            long length,
            long estimatedFileSize,
            long fileModifiedTime,
            Schema schema,
            List<HiveColumnHandle> columns,
            TupleDomain<HiveColumnHandle> effectivePredicate,
            Optional<AcidInfo> acidInfo,
            OptionalInt bucketNumber,
            boolean originalFile,
            AcidTransaction transaction) {
        if (!Disguise.ION.is(schema)) {
            return Optional.empty();
        }
        var paths = IonPaths.of(schema.serdeProperties());
        if (!paths.isEmpty() && !paths.equals(this.paths)) {
            return new IonFiles(files, paths)
                    .createPageSource(
                            session,
                            path,
                            start,
                            length,
                            estimatedFileSize,
                            fileModifiedTime,
                            schema,
                            columns,
                            effectivePredicate,
                            acidInfo,
                            bucketNumber,
                            originalFile,
                            transaction);
        }
        return super.createPageSource(
                session,
                path,
                start,
                length,
                estimatedFileSize,
                fileModifiedTime,
                schema,
                columns,
                effectivePredicate,
                acidInfo,
                bucketNumber,
                originalFile,
                transaction);
    }
}
