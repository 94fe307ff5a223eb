/**
 * Uploads by browsers' forms: the parts of {@code multipart/form-data}, read as they come, and the policies that say what
 * a form may hold.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">POST policy</a>
 */
@NullMarked
package tarn.wire.form;

import org.jspecify.annotations.NullMarked;
