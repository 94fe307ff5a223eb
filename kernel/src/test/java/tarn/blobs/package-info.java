@NullMarked
package tarn.blobs;

import org.jspecify.annotations.NullMarked;
