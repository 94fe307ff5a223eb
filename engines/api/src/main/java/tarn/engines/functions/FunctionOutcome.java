package tarn.engines.functions;

import java.time.Duration;

/**
 * What became of an event or of an initialisation.
 *
 * @param payload what the function answered, or the error as the runtime said it in JSON; empty for an end of the process
 * @param detail the type of an error, the status of an exit ({@code exit status 1}, {@code signal: killed}), else empty
 * @param contentType of a streamed answer, else empty
 * @param memoryMbMax the most memory it had so far
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FunctionOutcome(
        Kind kind, byte[] payload, String detail, String contentType, Duration duration, int memoryMbMax) {

    /** How it went. */
    public enum Kind {
        /** The handler answered, or the runtime asks for its first event. */
        ANSWERED,
        /** The runtime reported an error. */
        FAILED,
        /** The answer was larger than it may be. */
        TOO_LARGE,
        /** The time was over; the environment is ended. */
        TIMED_OUT,
        /** The process ended. */
        EXITED,
        /** The process was ended since it had more memory than it may. */
        OUT_OF_MEMORY
    }
}
