/**
 * How a crawl finds tables: it reads a sample of each file, recognises its format and schema, and groups folders of
 * files that are alike into tables and partitions. Knows files, formats and types, and neither the catalog nor S3.
 *
 * <p>Confirmed from AWS's documentation or from tables that crawlers wrote: the CSV rules and types, a JSON array as
 * one column {@code array}, grouping of alike folders, {@code partition_0}, the classes and parameters of each format.
 *
 * <p>Not documented, and decided here: schemas are alike when 70 % of the smaller one's columns have a namesake in the
 * other (headerless CSV: equal types too); a folder's majority of 70 % makes the table and the rest is named in the log;
 * a chain of single plain folders makes no partition; files both beside and below folders make one table without
 * partitions; a repeated CSV column name gets a number; JSON objects that are always empty are {@code string}; record counts
 * are exact where a file was read to its end, where AWS always divides the size by the average row.
 */
@NullMarked
package tarn.services.glue.crawl;

import org.jspecify.annotations.NullMarked;
