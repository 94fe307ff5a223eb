package tarn.services.glue.crawl;

import java.util.List;

/**
 * A table that a crawl found.
 *
 * @param source the folder's or file's own name, of which the table's is made; the bucket's name at its root
 * @param location where its data lies; ends in a slash unless it is a single file
 * @param compression its name, as Glue writes it
 * @param partitionKeys empty if it has no partitions
 */
public record FoundTable(
        String source,
        String location,
        Format format,
        String compression,
        List<Column> columns,
        Tally tally,
        List<String> partitionKeys,
        List<FoundPartition> partitions) {}
