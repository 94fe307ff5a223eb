/**
 * S3 Select: SQL over one object.
 *
 * <p>The language is what AWS documents as the SELECT command of S3 Select: a select list, one source with a path,
 * WHERE, LIMIT, operators, functions and aggregates; no grouping, ordering or joins. It is small and unlike any engine's
 * (paths, MISSING, fields of CSV that are text until they are compared), so that it has a parser and an interpreter of
 * its own.
 *
 * <p>Fields of CSV are text. Where one is compared or reckoned with a number, its number is meant, if it is one.
 *
 * <p>Of Parquet we read what AWS reads: GZIP, Snappy or no compression; of what repeats within a row, the last value.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference.html">SQL reference</a>
 */
@NullMarked
package tarn.services.s3.select;

import org.jspecify.annotations.NullMarked;
