package tarn.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * The services of a platform by their SDK client interface. Each is assembled when it is first asked for, once.
 *
 * <p>All are added, and all stages set, before the first request.
 */
public final class Services {

    private final Map<Class<? extends AwsClient>, Once<Service>> services = new LinkedHashMap<>();
    private final Map<Class<?>, AwsClient> clients = new ConcurrentHashMap<>();
    private List<Stage> stages = List.of();

    Services() {}

    /** Adds a service, such as {@code add(GlueClient.class, () -> Glue.on(platform))}. */
    public <C extends AwsClient> Services add(Class<C> contract, Supplier<Service> assembly) {
        if (services.putIfAbsent(contract, new Once<>(contract.getSimpleName(), assembly)) != null) {
            throw new IllegalArgumentException(contract + " was added before");
        }
        return this;
    }

    /** Says what every request goes through, in order, before its part answers. */
    public Services through(Stage... order) {
        stages = List.of(order);
        return this;
    }

    /** The client interfaces of all services, in the order they were added. */
    public Collection<Class<? extends AwsClient>> contracts() {
        return List.copyOf(services.keySet());
    }

    /** The service behind a client interface, if it is carried. */
    public Optional<Service> service(Class<? extends AwsClient> contract) {
        return Optional.ofNullable(services.get(contract)).map(Once::get);
    }

    /** The service whose SDK package has this name, such as {@code glue}, if it is carried. */
    public Optional<Service> named(String name) {
        for (var service : services.entrySet()) {
            if (service.getKey().getPackageName().endsWith("." + name)) {
                return Optional.of(service.getValue().get());
            }
        }
        return Optional.empty();
    }

    /** Answers a request through all stages, as the current caller. */
    public Object answer(Invocation invocation) {
        return answer(invocation, stages);
    }

    private static Object answer(Invocation invocation, List<Stage> left) {
        return left.isEmpty()
                ? invocation.run()
                : left.getFirst().answer(invocation, next -> answer(next, left.subList(1, left.size())));
    }

    /** Assembles the service whose SDK package has this name, such as {@code glue}; it may have timers to take up. */
    void wake(String name) {
        for (var service : new ArrayList<>(services.entrySet())) {
            if (service.getKey().getPackageName().endsWith("." + name)) {
                service.getValue().get();
            }
        }
    }

    /** A client of a service in this process; see {@link Platform#client}. */
    <C extends AwsClient> C client(Class<C> contract) {
        return contract.cast(clients.computeIfAbsent(contract, _ -> PeerClient.of(contract, this)));
    }
}
