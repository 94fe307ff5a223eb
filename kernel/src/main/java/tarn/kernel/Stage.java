package tarn.kernel;

import java.util.function.Function;

/**
 * What stands between a request and the part that answers it, for requests from outside and from peers alike:
 * authorisation, audit, metering.
 */
@FunctionalInterface
public interface Stage {

    /**
     * Answers a request by handing it on, or refuses it with an SDK exception.
     *
     * @param next the stages after this one, and then the part
     * @return the SDK's response, or what the transformer of a streamed response returned
     */
    Object answer(Invocation invocation, Function<Invocation, Object> next);
}
