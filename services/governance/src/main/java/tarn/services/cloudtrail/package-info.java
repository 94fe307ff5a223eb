/**
 * AWS CloudTrail: the event history, trails that deliver files to S3 with digests, and Lake's event data stores.
 *
 * <p>What it shows is written down by {@code tarn.audit}. Where we differ from AWS: an event is seen at once, files are
 * delivered every five minutes of the platform's clock or as often as it is set, insights are refused, since nobody
 * computes them, and organisations do not exist.
 */
@NullMarked
package tarn.services.cloudtrail;

import org.jspecify.annotations.NullMarked;
