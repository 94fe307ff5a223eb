/** What survives when the process is killed. */
@NullMarked
package tarn.crash;

import org.jspecify.annotations.NullMarked;
