@NullMarked
package tarn.kernel;

import org.jspecify.annotations.NullMarked;
