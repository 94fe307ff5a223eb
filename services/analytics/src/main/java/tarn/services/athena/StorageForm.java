package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import tarn.services.athena.Statement.Storage;

/**
 * The classes by which Hive names a file format in the catalog.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html">SerDes that Athena supports</a>
 */
record StorageForm(String inputFormat, String outputFormat, String serde) {

    private static final String LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    private static final String IGNORE_KEY = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

    static final StorageForm TEXT = new StorageForm("org.apache.hadoop.mapred.TextInputFormat", IGNORE_KEY, LAZY);

    private static final Map<String, StorageForm> FORMS = Map.of(
            "textfile",
            TEXT,
            "sequencefile",
            new StorageForm(
                    "org.apache.hadoop.mapred.SequenceFileInputFormat",
                    "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
                    LAZY),
            "parquet",
            parquet(),
            "parquetfile",
            parquet(),
            "orc",
            orc(),
            "orcfile",
            orc(),
            "avro",
            new StorageForm(
                    "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
                    "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
                    "org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
            "rcfile",
            new StorageForm(
                    "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
                    "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
                    "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe"),
            "jsonfile",
            new StorageForm(TEXT.inputFormat, IGNORE_KEY, "org.apache.hive.hcatalog.data.JsonSerDe"),
            "ion",
            new StorageForm(
                    "com.amazon.ionhiveserde.formats.IonInputFormat",
                    "com.amazon.ionhiveserde.formats.IonOutputFormat",
                    "com.amazon.ionhiveserde.IonHiveSerDe"));

    private static StorageForm parquet() {
        return new StorageForm(
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
    }

    private static StorageForm orc() {
        return new StorageForm(
                "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
                "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
                "org.apache.hadoop.hive.ql.io.orc.OrcSerde");
    }

    /** The storage that the clauses of a {@code CREATE TABLE} mean, without columns and location. */
    static StorageDescriptor.Builder describe(Storage storage) {
        var form = TEXT;
        if (storage.format() != null) {
            form = FORMS.get(storage.format().toLowerCase(Locale.ROOT));
            if (form == null) {
                throw DdlFaults.formatUnknown(storage.format());
            }
        }
        var parameters = new LinkedHashMap<>(storage.serdeProperties());
        parameters.putIfAbsent("serialization.format", "1");
        return StorageDescriptor.builder()
                .inputFormat(storage.inputFormat() == null ? form.inputFormat : storage.inputFormat())
                .outputFormat(storage.outputFormat() == null ? form.outputFormat : storage.outputFormat())
                .serdeInfo(SerDeInfo.builder()
                        .serializationLibrary(storage.serde() == null ? form.serde : storage.serde())
                        .parameters(parameters)
                        .build());
    }
}
