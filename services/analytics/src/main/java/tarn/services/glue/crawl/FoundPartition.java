package tarn.services.glue.crawl;

import java.util.List;

/** A partition that a crawl found, with the columns of its own files. */
public record FoundPartition(List<String> values, String location, List<Column> columns, Tally tally) {}
