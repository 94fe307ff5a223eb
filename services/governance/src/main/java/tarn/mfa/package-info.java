/**
 * Devices of multi-factor authentication: IAM makes and assigns them, STS checks their codes.
 *
 * <p>Not a service: AWS has no operation that checks a code alone.
 */
@NullMarked
package tarn.mfa;

import org.jspecify.annotations.NullMarked;
