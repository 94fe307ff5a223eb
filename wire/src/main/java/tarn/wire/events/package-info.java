/** Messages of event streams, as AWS frames them. */
@NullMarked
package tarn.wire.events;

import org.jspecify.annotations.NullMarked;
