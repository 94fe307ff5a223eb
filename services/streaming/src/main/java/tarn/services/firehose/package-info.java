/**
 * Amazon Data Firehose: records come one by one, wait together, and go on together.
 *
 * <p>Streams take records from callers and from Kinesis, and deliver to S3 and to HTTP endpoints. What an answer has
 * acknowledged lies in the store until it was delivered: nothing is lost by a crash, and what was delivered in its moment
 * may be delivered twice, as on AWS.
 *
 * <p>Where we differ from AWS: a stream is ACTIVE at once; a destination that is away is tried until it is back, not for 24
 * hours only; the keys of dynamic partitions share the stream's buffer, so that all of them are written when it is full or
 * old; other destinations and sources (Redshift, OpenSearch, Splunk, Snowflake, Iceberg, MSK, databases) and the conversion
 * to Parquet and ORC are refused by name.
 */
@NullMarked
package tarn.services.firehose;

import org.jspecify.annotations.NullMarked;
