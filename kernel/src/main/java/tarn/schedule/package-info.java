/** When things are to happen again: AWS's schedule expressions. */
@NullMarked
package tarn.schedule;

import org.jspecify.annotations.NullMarked;
