/**
 * Amazon Athena: SQL on the files that the Glue catalog describes.
 *
 * <p>Hive's data definition language is read by a grammar of ours and acts on Glue and S3 at once, as the caller. All
 * other statements are the SQL engine's. Results are written to S3 as Athena writes them, and read back from there.
 */
@NullMarked
package tarn.services.athena;

import org.jspecify.annotations.NullMarked;
