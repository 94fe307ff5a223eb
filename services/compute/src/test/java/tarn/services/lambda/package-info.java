@NullMarked
package tarn.services.lambda;

import org.jspecify.annotations.NullMarked;
