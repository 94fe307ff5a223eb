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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tarn.engines.sql.LakeStorage;

/**
 * Reads CloudTrail's files as Athena does: with the input format {@code CloudTrailInputFormat} each element of a file's
 * {@code Records} is a row, by either of the SerDes that AWS's table definitions name. A column of text holds an object's
 * JSON, such as {@code requestparameters}.
 *
 * <p>Trino's Hive connector refuses formats it does not know before it looks for a reader. So it is told of OpenX JSON,
 * and of the SerDe that was named by a mark among its parameters.
 */
final class CloudTrailFiles extends LinePageSourceFactory {

    private static final String INPUT_FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat";
    private static final String MARK = "tarn.cloudtrail.serde";

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
        if (!schema.serdeProperties().containsKey(MARK)) {
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

    /** A storage as Trino takes it. */
    static LakeStorage marked(LakeStorage storage) {
        if (!storage.inputFormat().equals(Optional.of(INPUT_FORMAT))) {
            return storage;
        }
        var parameters = new HashMap<>(storage.serdeParameters());
        parameters.put(MARK, storage.serde().orElse(""));
        return new LakeStorage(
                storage.location(),
                Optional.of("org.apache.hadoop.mapred.TextInputFormat"),
                storage.outputFormat(),
                Optional.of("org.openx.data.jsonserde.JsonSerDe"),
                parameters,
                storage.buckets());
    }

    /** A storage as the catalog has it. */
    static LakeStorage unmarked(LakeStorage storage) {
        var serde = storage.serdeParameters().get(MARK);
        if (serde == null) {
            return storage;
        }
        var parameters = new HashMap<>(storage.serdeParameters());
        parameters.remove(MARK);
        return new LakeStorage(
                storage.location(),
                Optional.of(INPUT_FORMAT),
                storage.outputFormat(),
                Optional.of(serde).filter(name -> !name.isEmpty()),
                parameters,
                storage.buckets());
    }
}
