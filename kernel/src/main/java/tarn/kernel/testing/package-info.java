/**
 * What tests of services need: a {@linkplain tarn.kernel.testing.TestPlatform platform} on a temporary directory, with
 * ids that repeat and a clock that stands still, and {@linkplain tarn.kernel.testing.Golden golden files} for formats.
 * It lies in the kernel itself, so that a module needs no second dependency to test with it.
 */
@NullMarked
package tarn.kernel.testing;

import org.jspecify.annotations.NullMarked;
