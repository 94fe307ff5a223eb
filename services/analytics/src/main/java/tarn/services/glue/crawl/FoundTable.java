package tarn.services.glue.crawl;

import java.util.List;

/**
 * A table that a crawl found.
 *
 * @param source the folder's or file's own name, of which the table's is made; the bucket's name at its root
 * @param location where its data lies; ends in a slash unless it is a single file
 * @param partitionKeys empty if it has no partitions
 */
public record FoundTable(
        String source,
        String location,
        Format format,
        Compressed compression,
        List<Column> columns,
        Tally tally,
        List<String> partitionKeys,
        List<FoundPartition> partitions) {

    /** The name of the compression, as Glue writes it. */
    public record Compressed(String label) {}
}
