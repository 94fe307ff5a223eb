/**
 * What Athena reads beside the lake: DynamoDB, PostgreSQL and MySQL, as the one who asks. AWS runs a Lambda function for
 * each; here they are built in, behind data catalogs of type {@code FEDERATED}. Catalogs of type {@code LAMBDA} and
 * {@code HIVE} can be kept, but statements that read them fail, since their functions' protocol is not spoken yet.
 */
@NullMarked
package tarn.services.athena.sources;

import org.jspecify.annotations.NullMarked;
