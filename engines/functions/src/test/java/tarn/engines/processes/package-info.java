@NullMarked
package tarn.engines.processes;

import org.jspecify.annotations.NullMarked;
