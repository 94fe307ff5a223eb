package tarn.services.glue.crawl;

/** What a classifier recognised: how the bytes of a file hold its rows. */
public sealed interface Format {

    /**
     * Rows of text.
     *
     * @param delimiter what stands between two values
     * @param header whether the first row names the columns
     * @param quote what stands around values that contain the delimiter
     */
    record Csv(char delimiter, boolean header, char quote, RowReader reader) implements Format {

        /** As the built-in classifier finds them. */
        public Csv(char delimiter, boolean header) {
            this(delimiter, header, '"', RowReader.USUAL);
        }
    }

    /** Which of Hive's classes reads rows of text. */
    enum RowReader {
        USUAL,
        LAZY,
        OPEN_CSV
    }

    /** XML: rows are the elements of a name. */
    record Xml(String classification, String rowTag) implements Format {}

    /** Amazon Ion. */
    record Ion() implements Format {}

    /** Lines that a Grok pattern takes apart. */
    record Log(String classification, String pattern, String patterns) implements Format {}

    /** One JSON value after the other, most often one on a line; {@code path} leads to the rows in them, if it is not empty. */
    record Json(String path) implements Format {

        /** Whole values. */
        public Json() {
            this("");
        }
    }

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
            case Ion ion -> "ion";
            case Xml xml -> xml.classification();
            case Log log -> log.classification();
        };
    }

    /** Whether files of both formats can stand in one table. */
    default boolean readsLike(Format other) {
        return switch (this) {
            case Csv csv -> csv.equals(other);
            case Json json -> json.equals(other);
            case Parquet parquet -> other instanceof Parquet;
            case Orc orc -> other instanceof Orc;
            case Avro avro -> other instanceof Avro;
            case Ion ion -> other instanceof Ion;
            case Xml xml -> xml.equals(other);
            case Log log -> log.equals(other);
        };
    }
}
