@NullMarked
package tarn.authorization;

import org.jspecify.annotations.NullMarked;
