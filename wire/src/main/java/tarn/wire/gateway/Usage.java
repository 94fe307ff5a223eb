package tarn.wire.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.kernel.Invocation;
import tarn.kernel.Stage;

/** How often each operation was asked since the start, from outside and by peers. */
public final class Usage implements Stage {

    private final Map<Class<? extends AwsClient>, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

    @Override
    public Object answer(Invocation invocation, Function<Invocation, Object> next) {
        counts.computeIfAbsent(invocation.service().contract(), any -> new ConcurrentHashMap<>())
                .computeIfAbsent(invocation.operation().name(), any -> new LongAdder())
                .increment();
        return next.apply(invocation);
    }

    /** The counts of a service's operations, sorted by name. */
    Map<String, Long> of(Class<? extends AwsClient> contract) {
        var sorted = new TreeMap<String, Long>();
        counts.getOrDefault(contract, Map.of()).forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }
}
