@NullMarked
package tarn.services.sns;

import org.jspecify.annotations.NullMarked;
