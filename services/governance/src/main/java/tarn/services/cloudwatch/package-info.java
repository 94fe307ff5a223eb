/**
 * Amazon CloudWatch: metrics, alarms and dashboards.
 *
 * <p>Where we differ from AWS: what was published is found at once; percentiles are exact as long as a period has no more
 * than a few hundred different values, and within one per cent beyond; insight rules, metric streams and images of widgets
 * are not there and say so.
 */
@NullMarked
package tarn.services.cloudwatch;

import org.jspecify.annotations.NullMarked;
