@NullMarked
package tarn.pagination;

import org.jspecify.annotations.NullMarked;
