/** Statements against the embedded engine, over a lake in a temporary folder. */
@NullMarked
package tarn.engines.trino;

import org.jspecify.annotations.NullMarked;
