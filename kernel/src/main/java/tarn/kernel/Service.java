package tarn.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * An AWS service as Tarn answers it: an SDK client interface and the {@link Part}s that implement its operations.
 *
 * <p>The parts are read once, when the service is assembled on its first request: an operation is a declared method of
 * a part that overrides one of the client interface's and whose first parameter is an SDK request.
 */
public final class Service {

    private final Class<? extends AwsClient> contract;
    private final Map<String, Operation> operations;
    private final String principal;
    private final Map<Class<?>, Object> offers;

    private Service(
            Class<? extends AwsClient> contract,
            Map<String, Operation> operations,
            String principal,
            Map<Class<?>, Object> offers) {
        this.contract = contract;
        this.operations = operations;
        this.principal = principal;
        this.offers = offers;
    }

    /**
     * Assembles a service of its parts.
     *
     * @throws IllegalArgumentException if a part does not implement the contract, or two parts own the same operation
     */
    public static <C extends AwsClient> Service of(Class<C> contract, Part... parts) {
        var operations = new TreeMap<String, Operation>();
        for (var part : parts) {
            if (!contract.isInstance(part)) {
                throw new IllegalArgumentException(part.getClass() + " does not implement " + contract);
            }
            for (var operation : Operation.of(part)) {
                if (operations.put(operation.name(), operation) != null) {
                    throw new IllegalArgumentException("Two parts own " + operation.name());
                }
            }
        }
        var name = contract.getPackageName().substring(contract.getPackageName().lastIndexOf('.') + 1);
        return new Service(contract, Map.copyOf(operations), name + ".amazonaws.com", Map.of());
    }

    /** The same service under a principal that is not its package's name, such as {@code logs.amazonaws.com}. */
    public Service known(String asPrincipal) {
        return new Service(contract, operations, asPrincipal, offers);
    }

    /** The same service, which offers something beside AWS's operations, such as S3's websites to the gateway. */
    public <T> Service offering(Class<T> door, T offer) {
        var more = new HashMap<Class<?>, Object>(offers);
        more.put(door, offer);
        return new Service(contract, operations, principal, Map.copyOf(more));
    }

    /** What the service offers behind a door; empty if nothing. */
    public <T> Optional<T> offer(Class<T> door) {
        return Optional.ofNullable(offers.get(door)).map(door::cast);
    }

    /** The principal as which the service asks others, such as {@code glue.amazonaws.com}. */
    public String principal() {
        return principal;
    }

    /** The SDK client interface this service answers. */
    public Class<? extends AwsClient> contract() {
        return contract;
    }

    /** The operation of that name in AWS's spelling, such as {@code CreateBucket}, if a part implements it. */
    public Optional<Operation> operation(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /** All operations that parts implement, by AWS's name. */
    public Map<String, Operation> operations() {
        return operations;
    }
}
