/**
 * Signature Version 4 as the receiver sees it: who claims to have signed a request, and whether that is true.
 *
 * <p>Ours, because the SDK only signs. After AWS's description of the <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">signing
 * process</a>.
 */
@NullMarked
package tarn.wire.signature;

import org.jspecify.annotations.NullMarked;
