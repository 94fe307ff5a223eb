@NullMarked
package tarn.services.eventbridge;

import org.jspecify.annotations.NullMarked;
