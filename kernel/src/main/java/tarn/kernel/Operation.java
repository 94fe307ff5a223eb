package tarn.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One operation of a service, bound to the part that implements it.
 *
 * <p>Its form is that of the SDK's synchronous client: a request in, a response out; an operation that streams takes a
 * {@link RequestBody} in, or gives its response to a {@link ResponseTransformer}, or both. An operation that answers with
 * events, which that client does not have, gives them to an {@link EventAnswer}.
 */
public final class Operation {

    private final String name;
    private final Class<? extends SdkRequest> request;
    private final boolean streamsIn;
    private final boolean streamsOut;
    private final boolean events;
    private final MethodHandle handle;

    private Operation(String name, List<Class<?>> types, MethodHandle handle) {
        this.name = name;
        this.request = types.getFirst().asSubclass(SdkRequest.class);
        this.streamsIn = types.contains(RequestBody.class);
        this.streamsOut = types.contains(ResponseTransformer.class);
        this.events = types.contains(EventAnswer.class);
        this.handle = handle;
    }

    /** The operations that a part declares itself. */
    static List<Operation> of(Part part) {
        var operations = new ArrayList<Operation>();
        for (var method : part.getClass().getDeclaredMethods()) {
            if (isOperation(method)) {
                operations.add(bind(part, method));
            }
        }
        return operations;
    }

    private static boolean isOperation(Method method) {
        var types = method.getParameterTypes();
        return Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !method.isBridge()
                && types.length > 0
                && SdkRequest.class.isAssignableFrom(types[0])
                && types[0] != SdkRequest.class;
    }

    /** AWS's name of the operation that a method of a client interface stands for. */
    static String nameOf(Method method) {
        return Character.toUpperCase(method.getName().charAt(0))
                + method.getName().substring(1);
    }

    /** Whether a method of the client interface is this operation itself, not one of its convenient overloads. */
    boolean hasForm(Method method) {
        var types = new ArrayList<Class<?>>(List.of(request));
        if (streamsIn) {
            types.add(RequestBody.class);
        }
        if (streamsOut) {
            types.add(ResponseTransformer.class);
        }
        return types.equals(List.of(method.getParameterTypes()));
    }

    private static Operation bind(Part part, Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        method.setAccessible(true);
        try {
            var handle = MethodHandles.lookup().unreflect(method).bindTo(part);
            return new Operation(nameOf(method), types, handle);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot reach " + method, e);
        }
    }

    /** AWS's name of the operation, such as {@code PutRecord}. */
    public String name() {
        return name;
    }

    /** The class of its request. */
    public Class<? extends SdkRequest> request() {
        return request;
    }

    /** A request in which nothing is set. */
    public SdkRequest emptyRequest() {
        try {
            return (SdkRequest) ((SdkBuilder<?, ?>) request.getMethod("builder").invoke(null)).build();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No builder of " + request, e);
        }
    }

    /** Whether the request carries a body that is streamed. */
    public boolean streamsIn() {
        return streamsIn;
    }

    /** Whether the response carries a body that is streamed. */
    public boolean streamsOut() {
        return streamsOut;
    }

    /** Whether it answers with a stream of events. */
    public boolean answersWithEvents() {
        return events;
    }

    /**
     * Runs an operation that answers with events on the calling thread.
     *
     * @return the {@link SdkResponse} that came before the events
     */
    public Object invoke(SdkRequest asked, EventAnswer<?, ?> answer) {
        try {
            return handle.invoke(asked, answer);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(name + " threw a checked exception", e);
        }
    }

    /**
     * Runs the operation on the calling thread.
     *
     * @param body what the request streams; null unless {@link #streamsIn}
     * @param answer what takes the streamed response; null unless {@link #streamsOut}
     * @return the {@link SdkResponse}, or what the transformer returned
     */
    public Object invoke(SdkRequest request, @Nullable RequestBody body, @Nullable ResponseTransformer<?, ?> answer) {
        try {
            if (streamsIn && streamsOut) {
                return handle.invoke(request, body, answer);
            }
            if (streamsIn) {
                return handle.invoke(request, body);
            }
            if (streamsOut) {
                return handle.invoke(request, answer);
            }
            return handle.invoke(request);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(name + " threw a checked exception", e);
        }
    }
}
