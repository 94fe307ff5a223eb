package tarn.services.glue.crawl;

import java.util.List;
import java.util.Optional;
import tarn.engines.sql.Grok;

/** What a user says of files: how to recognise them, and how their rows are read. */
public sealed interface CustomClassifier {

    /** The classifier's name. */
    String name();

    /**
     * Lines that a Grok pattern takes apart.
     *
     * @param classification what tables are classified as
     * @param patterns further named patterns, a line each
     */
    record Lines(String name, String classification, String pattern, String patterns) implements CustomClassifier {

        /** Reads the pattern; throws {@link IllegalArgumentException} if it is none. */
        public Grok grok() {
            return Grok.of(pattern, patterns);
        }
    }

    /** Elements of XML of one name, each a row. */
    record Elements(String name, String classification, String rowTag) implements CustomClassifier {}

    /** What a path leads to in JSON, each a row. */
    record Path(String name, JsonPath path) implements CustomClassifier {}

    /** Whether the first row names the columns. */
    enum Header {
        UNKNOWN,
        PRESENT,
        ABSENT
    }

    /**
     * Rows of text.
     *
     * @param delimiter empty to have it found out
     * @param header the columns' names; empty to take them from the data
     * @param types Hive's types of the columns, one each or one for all; empty to have them found out
     * @param singleColumn whether a file may have one column only
     * @param trimming whether blanks around values do not count
     */
    record Rows(
            String name,
            Optional<Character> delimiter,
            Optional<Character> quote,
            Header headerRow,
            List<String> header,
            List<String> types,
            boolean singleColumn,
            boolean trimming,
            Format.RowReader reader)
            implements CustomClassifier {

        public Rows {
            header = List.copyOf(header);
            types = List.copyOf(types);
        }
    }
}
