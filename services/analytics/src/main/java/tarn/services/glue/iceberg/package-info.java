/**
 * Glue's Iceberg REST catalog: {@code /iceberg/v1/catalogs/{catalog}/…}, signed for {@code glue}. A namespace is a
 * database of the Data Catalog, a table one of its Iceberg tables; both are asked for and changed by Glue's own
 * operations as the caller, so that permissions, audit and everybody else's view of them are the same.
 *
 * <p>Where we differ from AWS: {@code GetConfig} tells clients where S3 is; tables can be registered and renamed, and a
 * table may be staged. Views, scan plans, credentials and commits over several tables are refused, as in AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/iceberg-rest-apis.html">AWS Glue REST APIs for Iceberg</a>
 */
@NullMarked
package tarn.services.glue.iceberg;

import org.jspecify.annotations.NullMarked;
