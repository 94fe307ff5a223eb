/**
 * Logs Insights' query language: read, and run over lines.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">Query syntax</a>
 */
@NullMarked
package tarn.services.cloudwatchlogs.insights;

import org.jspecify.annotations.NullMarked;
