package tarn.services.glue.crawl;

import java.util.List;

/**
 * What a file told about itself.
 *
 * @param records how many rows it holds: counted where the whole file or its footer was read, else estimated from the
 *     sample
 */
record FileSchema(Format format, Compression compression, List<Column> columns, long records) {}
