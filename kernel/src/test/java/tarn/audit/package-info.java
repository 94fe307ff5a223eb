@NullMarked
package tarn.audit;

import org.jspecify.annotations.NullMarked;
