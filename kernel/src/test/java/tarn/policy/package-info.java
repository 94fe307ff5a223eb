@NullMarked
package tarn.policy;

import org.jspecify.annotations.NullMarked;
