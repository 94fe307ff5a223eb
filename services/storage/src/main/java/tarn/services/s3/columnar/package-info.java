/**
 * Files of columns, written: flat tables of texts, numbers, truths and times as Parquet and as ORC.
 *
 * <p>What S3's inventories need and no more, so that the formats' own libraries, which bring Hadoop's class path with
 * them, need not be carried: plain encodings, one page for a column of a group of rows, no statistics or indexes. Any
 * reader reads them; pyarrow does in the tests.
 */
@NullMarked
package tarn.services.s3.columnar;

import org.jspecify.annotations.NullMarked;
