/** Tests of Tarn as a whole: how its parts depend on each other, and that its tree keeps its habits. */
@NullMarked
package tarn.acceptance;

import org.jspecify.annotations.NullMarked;
