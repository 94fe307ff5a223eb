/**
 * Amazon Kinesis Data Streams.
 *
 * <p>Where we differ from AWS: streams, consumers and new shards are ACTIVE at once; limits of a shard do not throttle
 * unless a setting says so; on-demand streams begin with four shards and are not split by traffic; enhanced fan-out comes
 * over HTTP/1.1. An acknowledged record is on disk.
 */
@NullMarked
package tarn.services.kinesis;

import org.jspecify.annotations.NullMarked;
