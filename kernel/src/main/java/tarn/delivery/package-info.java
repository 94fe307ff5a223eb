/** What was decided and must reach somebody else: kept with the decision, and tried until it is done or given up. */
@NullMarked
package tarn.delivery;

import org.jspecify.annotations.NullMarked;
