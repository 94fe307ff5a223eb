package tarn.engines.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where and how the rows of a table or partition are kept.
 *
 * @param location {@code s3://bucket/prefix/}
 * @param inputFormat Hive's class, such as {@code org.apache.hadoop.mapred.TextInputFormat}
 * @param outputFormat Hive's class
 * @param serde Hive's class, such as {@code org.openx.data.jsonserde.JsonSerDe}
 * @param serdeParameters such as {@code field.delim}
 */
public record LakeStorage(
        Optional<String> location,
        Optional<String> inputFormat,
        Optional<String> outputFormat,
        Optional<String> serde,
        Map<String, String> serdeParameters,
        Optional<Buckets> buckets) {

    public LakeStorage {
        serdeParameters = Map.copyOf(serdeParameters);
    }

    /** How rows are spread over a fixed number of files: by a hash of columns, within a file perhaps sorted. */
    public record Buckets(List<String> columns, int count, List<Sort> sort) {
        public Buckets {
            columns = List.copyOf(columns);
            sort = List.copyOf(sort);
        }
    }

    /** One column of a sort order. */
    public record Sort(String column, boolean ascending) {}
}
