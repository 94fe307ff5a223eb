@NullMarked
package tarn.services.cloudtrail;

import org.jspecify.annotations.NullMarked;
