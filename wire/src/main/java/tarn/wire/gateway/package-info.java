/**
 * The way of a request from the socket to the part that answers it, and back: routing, authentication, decoding,
 * authorisation, invocation, encoding. It knows no service but that S3 is special on the wire.
 */
@NullMarked
package tarn.wire.gateway;

import org.jspecify.annotations.NullMarked;
