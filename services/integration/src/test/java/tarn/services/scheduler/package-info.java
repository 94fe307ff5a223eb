@NullMarked
package tarn.services.scheduler;

import org.jspecify.annotations.NullMarked;
