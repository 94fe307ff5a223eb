/**
 * Metric math.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">Metric math</a>
 */
@NullMarked
package tarn.services.cloudwatch.math;

import org.jspecify.annotations.NullMarked;
