@NullMarked
package tarn.services.firehose;

import org.jspecify.annotations.NullMarked;
