/** Immutable bytes that survive: written once, synced, read in place by services and engines. */
@NullMarked
package tarn.blobs;

import org.jspecify.annotations.NullMarked;
