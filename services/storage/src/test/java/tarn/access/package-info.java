@NullMarked
package tarn.access;

import org.jspecify.annotations.NullMarked;
