/** The platform's time: a clock that can be advanced and durable timers that follow it. */
@NullMarked
package tarn.time;

import org.jspecify.annotations.NullMarked;
