/**
 * What identity providers hand out: SAML metadata and responses, OpenID Connect's tokens and keys. Everything here comes
 * from outside and is believed only as far as signatures go.
 *
 * <p>Not a service: IAM keeps the providers, STS takes what they sign.
 */
@NullMarked
package tarn.federation;

import org.jspecify.annotations.NullMarked;
