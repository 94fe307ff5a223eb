/** What every service stands on: who asks, what is kept, what time it is, whom it may ask. */
@NullMarked
package tarn.kernel;

import org.jspecify.annotations.NullMarked;
