/**
 * Amazon CloudWatch Logs.
 *
 * <p>Where we differ from AWS: what was accepted is found at once, by every operation; figures of streams and groups
 * (sizes, first and last times) are exact at once; paging tokens do not expire; how often one may ask is not limited.
 */
@NullMarked
package tarn.services.cloudwatchlogs;

import org.jspecify.annotations.NullMarked;
