/** Secrets at rest: the master key of a data directory and what is wrapped under it. */
@NullMarked
package tarn.seal;

import org.jspecify.annotations.NullMarked;
