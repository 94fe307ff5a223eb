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
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads CloudTrail's files as Athena does: with the input format {@code CloudTrailInputFormat} each element of a file's
 * {@code Records} is a row, by either of the SerDes that AWS's table definitions name. A column of text holds an object's
 * JSON, such as {@code requestparameters}.
 */
final class CloudTrailFiles extends LinePageSourceFactory {

    @Inject
    CloudTrailFiles(TrinoFileSystemFactory files) {
        super(files, new OpenXJsonDeserializerFactory(), new CloudTrailReaders());
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
        if (!Disguise.CLOUD_TRAIL.is(schema)) {
            return Optional.empty();
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
