/** The program: its options, its table of services, its start and its end. */
@NullMarked
package tarn.server;

import org.jspecify.annotations.NullMarked;
