/**
 * AWS Glue: the Data Catalog (databases, tables, their versions, partitions and their indexes, column statistics), crawlers
 * and classifiers, connections, and the schema registry.
 *
 * <p>Names are kept in lower case, as on AWS. A table's partitions lie under an id of its own, so that dropping a table
 * is one small write however many partitions it has; they are swept afterwards.
 *
 * <p>Not here, and refused in words: crawls of MongoDB and Hudi and through connections in a VPC, metadata under keys of KMS,
 * catalogs beside the account's own, Lake Formation's permissions. The database {@code default} does not exist until someone
 * makes it; a crawler without a database makes it, as Athena does on AWS. The log of a crawl is kept with the crawl, bounded,
 * and written to CloudWatch Logs, where {@code LastCrawl} says.
 */
@NullMarked
package tarn.services.glue;

import org.jspecify.annotations.NullMarked;
