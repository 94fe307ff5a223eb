/** The services that rules and schedules hand something to, each through its own API. */
@NullMarked
package tarn.targets;

import org.jspecify.annotations.NullMarked;
