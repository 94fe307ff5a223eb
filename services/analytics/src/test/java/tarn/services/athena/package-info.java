/** Tests of Athena; statements and their meaning are told by the scenarios under {@code src/test/resources/athena}. */
@NullMarked
package tarn.services.athena;

import org.jspecify.annotations.NullMarked;
