@NullMarked
package tarn.services.sqs;

import org.jspecify.annotations.NullMarked;
