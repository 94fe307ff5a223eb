/** What S3 promises, through the SDK's client interface. */
@NullMarked
package tarn.services.s3;

import org.jspecify.annotations.NullMarked;
