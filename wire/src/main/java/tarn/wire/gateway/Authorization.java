package tarn.wire.gateway;

import java.util.function.Function;
import tarn.kernel.Invocation;
import tarn.kernel.Stage;

/**
 * Decides whether the caller may do what it asks. Everybody may do everything, until policies are evaluated; their place
 * is here, for requests from outside and from peers alike.
 */
public final class Authorization implements Stage {

    @Override
    public Object answer(Invocation invocation, Function<Invocation, Object> next) {
        return next.apply(invocation);
    }
}
