/** Records that survive: scoped stores, ordered keys, atomic and durable batches, versioned formats. */
@NullMarked
package tarn.store;

import org.jspecify.annotations.NullMarked;
