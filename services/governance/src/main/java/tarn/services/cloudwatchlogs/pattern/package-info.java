/**
 * Filter patterns: terms, JSON conditions and space-delimited fields.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
 *     syntax</a>
 */
@NullMarked
package tarn.services.cloudwatchlogs.pattern;

import org.jspecify.annotations.NullMarked;
