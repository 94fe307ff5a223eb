package tarn.services.glue.crawl;

/** What a classifier recognised: how the bytes of a file hold its rows. */
public sealed interface Format {

    /**
     * Rows of text.
     *
     * @param delimiter what stands between two values
     * @param header whether the first row names the columns
     */
    record Csv(char delimiter, boolean header) implements Format {}

    /** One JSON value after the other, most often one on a line. */
    record Json() implements Format {}

    /** Apache Parquet. */
    record Parquet() implements Format {}

    /** Apache ORC. */
    record Orc() implements Format {}

    /** Apache Avro's container file; {@code schema} is the JSON text of the first file's writer schema. */
    record Avro(String schema) implements Format {}

    /** Glue's name of the format, as it stands in a table's {@code classification}. */
    default String classification() {
        return switch (this) {
            case Csv csv -> "csv";
            case Json json -> "json";
            case Parquet parquet -> "parquet";
            case Orc orc -> "orc";
            case Avro avro -> "avro";
        };
    }

    /** Whether files of both formats can stand in one table. */
    default boolean readsLike(Format other) {
        return switch (this) {
            case Csv csv -> csv.equals(other);
            case Json json -> other instanceof Json;
            case Parquet parquet -> other instanceof Parquet;
            case Orc orc -> other instanceof Orc;
            case Avro avro -> other instanceof Avro;
        };
    }
}
