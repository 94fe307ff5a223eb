/** What S3 and its control plane both know of an account: its access points, and what of its buckets is never public. */
@NullMarked
package tarn.access;

import org.jspecify.annotations.NullMarked;
