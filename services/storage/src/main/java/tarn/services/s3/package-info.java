/**
 * Amazon S3: buckets, objects, multipart uploads.
 *
 * <p>An object is a record that names the blobs its content lies in; completing a multipart upload and copying move
 * names, not bytes. The record under a bucket and a key is always the current one, so that reading is one look and a
 * conditional write is one comparison.
 *
 * <p>Where we differ from AWS: there is one endpoint for all regions, so a bucket answers whatever region the request
 * names; nobody but a bucket's owner reaches it as long as policies are not enforced. What is not there yet is refused
 * and never pretended.
 */
@NullMarked
package tarn.services.s3;

import org.jspecify.annotations.NullMarked;
