package tarn.engines.trino;

import io.trino.plugin.hive.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tarn.engines.sql.LakeStorage;

/**
 * Storages that Trino's Hive connector would refuse before it looks for a reader, since it knows neither their input
 * format nor their SerDe. It is told of lines of OpenX JSON, and marks among the SerDe's parameters say what they are.
 */
enum Disguise {
    CLOUD_TRAIL,
    ION;

    private static final String MARK = "tarn.storage";
    private static final String INPUT_FORMAT = "tarn.storage.input-format";
    private static final String SERDE = "tarn.storage.serde";

    private static final Map<String, Disguise> BY_INPUT_FORMAT =
            Map.of("com.amazon.emr.cloudtrail.CloudTrailInputFormat", CLOUD_TRAIL);

    private static final Map<String, Disguise> BY_SERDE = Map.of("com.amazon.ionhiveserde.IonHiveSerDe", ION);

    /** Whether a table is of this kind. */
    boolean is(Schema schema) {
        return name().equals(schema.serdeProperties().get(MARK));
    }

    /** A storage as Trino takes it. */
    static LakeStorage worn(LakeStorage storage) {
        var kind = storage.inputFormat()
                .flatMap(name -> Optional.ofNullable(BY_INPUT_FORMAT.get(name)))
                .or(() -> storage.serde().flatMap(name -> Optional.ofNullable(BY_SERDE.get(name))));
        if (kind.isEmpty()) {
            return storage;
        }
        var parameters = new HashMap<>(storage.serdeParameters());
        parameters.put(MARK, kind.get().name());
        storage.inputFormat().ifPresent(name -> parameters.put(INPUT_FORMAT, name));
        storage.serde().ifPresent(name -> parameters.put(SERDE, name));
        return new LakeStorage(
                storage.location(),
                Optional.of("org.apache.hadoop.mapred.TextInputFormat"),
                storage.outputFormat(),
                Optional.of("org.openx.data.jsonserde.JsonSerDe"),
                parameters,
                storage.buckets());
    }

    /** A storage as the catalog has it. */
    static LakeStorage taken(LakeStorage storage) {
        if (!storage.serdeParameters().containsKey(MARK)) {
            return storage;
        }
        var parameters = new HashMap<>(storage.serdeParameters());
        parameters.remove(MARK);
        var inputFormat = Optional.ofNullable(parameters.remove(INPUT_FORMAT));
        var serde = Optional.ofNullable(parameters.remove(SERDE));
        return new LakeStorage(
                storage.location(), inputFormat, storage.outputFormat(), serde, parameters, storage.buckets());
    }
}
