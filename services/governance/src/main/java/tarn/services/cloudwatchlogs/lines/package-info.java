/** How log lines lie on disk: chunks of lines, and the way through the chunks of a stream in order of time. */
@NullMarked
package tarn.services.cloudwatchlogs.lines;

import org.jspecify.annotations.NullMarked;
