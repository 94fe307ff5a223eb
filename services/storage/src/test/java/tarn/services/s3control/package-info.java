@NullMarked
package tarn.services.s3control;

import org.jspecify.annotations.NullMarked;
