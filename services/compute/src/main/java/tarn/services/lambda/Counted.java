package tarn.services.lambda;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tarn.engines.functions.FunctionEnvironment;
import tarn.engines.functions.FunctionEvent;
import tarn.engines.functions.FunctionOutcome;

/** An environment that is counted among those of its version until it is closed. */
final class Counted implements FunctionEnvironment {

    private final FunctionEnvironment environment;
    private final Map<String, Integer> living;
    private final String key;
    private final AtomicBoolean closed = new AtomicBoolean();

    Counted(FunctionEnvironment environment, Map<String, Integer> living, String key) {
        this.environment = environment;
        this.living = living;
        this.key = key;
        living.merge(key, 1, Integer::sum);
    }

    @Override
    public FunctionOutcome initialise(Duration max) {
        return environment.initialise(max);
    }

    @Override
    public FunctionOutcome invoke(FunctionEvent event) {
        return environment.invoke(event);
    }

    @Override
    public boolean isAlive() {
        return environment.isAlive();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            living.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
        }
        environment.close();
    }
}
