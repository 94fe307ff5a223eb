package tarn.kernel;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * An SDK client whose operations are answered in this process. The interface's other methods (consumers of builders,
 * paginators, files) are the SDK's own, which end in an operation.
 *
 * <p>A part that asks a peer does so on behalf of its caller, who is marked with the part's service from there on.
 */
final class PeerClient implements InvocationHandler {

    private final Class<? extends AwsClient> contract;
    private final Services services;

    /** What a method is: an operation that a part implements, or one of the SDK's default methods. */
    private final Map<Method, Optional<Operation>> operations = new ConcurrentHashMap<>();

    private PeerClient(Class<? extends AwsClient> contract, Services services) {
        this.contract = contract;
        this.services = services;
    }

    static <C extends AwsClient> C of(Class<C> contract, Services services) {
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, new PeerClient(contract, services)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        var operation = operations.get(method);
        if (operation == null) {
            operation = operation(method);
            operations.put(method, operation);
        }
        if (operation.isPresent() && arguments != null) {
            return answer(operation.get(), arguments);
        }
        if (!method.isDefault()) {
            return method.getName().equals("serviceName") ? contract.getPackageName() : null;
        }
        try {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        } catch (UnsupportedOperationException e) {
            throw NotImplemented.by(contract, Operation.nameOf(method));
        }
    }

    private @Nullable Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && isSame(proxy, arguments[0]);
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the peer " + contract.getSimpleName();
        };
    }

    @SuppressWarnings("ReferenceEquality") // this is what equals is made of here
    private static boolean isSame(Object one, @Nullable Object other) {
        return one == other;
    }

    private Optional<Operation> operation(Method method) {
        return services.service(contract)
                .flatMap(service -> service.operation(Operation.nameOf(method)))
                .filter(operation -> operation.hasForm(method));
    }

    private Object answer(Operation operation, Object[] arguments) {
        RequestBody body = null;
        ResponseTransformer<?, ?> answer = null;
        for (var argument : arguments) {
            switch (argument) {
                case RequestBody streamed -> body = streamed;
                case ResponseTransformer<?, ?> transformer -> answer = transformer;
                default -> {}
            }
        }
        var service = services.service(contract).orElseThrow();
        var by = Invocation.ifBound()
                .map(asking -> asking.service().principal())
                .or(() -> Caller.ifBound().map(Caller::via))
                .orElse(null);
        var invocation = new Invocation(service, operation, (SdkRequest) arguments[0], body, answer, null, by, null);
        var caller = Caller.ifBound().filter(unmarked -> unmarked.via() == null);
        return by == null || caller.isEmpty()
                ? services.answer(invocation)
                : caller.get().via(by).call(() -> services.answer(invocation));
    }
}
