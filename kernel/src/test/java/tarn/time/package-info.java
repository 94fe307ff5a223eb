@NullMarked
package tarn.time;

import org.jspecify.annotations.NullMarked;
