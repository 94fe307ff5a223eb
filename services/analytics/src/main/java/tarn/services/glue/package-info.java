/**
 * AWS Glue: the Data Catalog (databases, tables, their versions, partitions, column statistics) and crawlers over S3.
 *
 * <p>Names are kept in lower case, as on AWS. A table's partitions lie under an id of its own, so that dropping a table
 * is one small write however many partitions it has; they are swept afterwards.
 *
 * <p>Not here: custom classifiers, crawls of JDBC and DynamoDB, the schema registry; they answer as not implemented or refuse in words. The database {@code default} does not exist until someone
 * makes it; a crawler without a database makes it, as Athena does on AWS. Glue's own CloudWatch Logs of a crawl are kept
 * with the crawl, bounded, and named by {@code LastCrawl}.
 */
@NullMarked
package tarn.services.glue;

import org.jspecify.annotations.NullMarked;
