@NullMarked
package tarn.store;

import org.jspecify.annotations.NullMarked;
