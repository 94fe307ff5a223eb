/** AWS's protocols: HTTP requests to SDK objects, SDK objects and faults to HTTP answers. */
@NullMarked
package tarn.wire.protocol;

import org.jspecify.annotations.NullMarked;
