@NullMarked
package tarn.codec;

import org.jspecify.annotations.NullMarked;
