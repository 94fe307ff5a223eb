/**
 * Amazon S3 Control: what an account says of its buckets as a whole. Public access block, access points, access grants,
 * tags by ARN and batch operations.
 *
 * <p>Jobs run by the platform's own time and are taken up where they were after a restart; an object may then be worked
 * on twice, as on AWS.
 */
@NullMarked
package tarn.services.s3control;

import org.jspecify.annotations.NullMarked;
