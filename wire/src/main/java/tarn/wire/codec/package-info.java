/** SDK objects as JSON, CBOR, XML and form parameters, by plans made once for each class. */
@NullMarked
package tarn.wire.codec;

import org.jspecify.annotations.NullMarked;
