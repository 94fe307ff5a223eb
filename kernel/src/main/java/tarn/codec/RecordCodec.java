package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as a map from the names of its components. What is null or empty is left out; a component that the bytes do
 * not have reads as null, zero or empty, and fails if it may not be; a name that the record does not have is passed
 * over. So a component may be added or removed without a new version, if that reading is right.
 */
final class RecordCodec implements Codec {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> type;
    private final Component[] components;
    private final Map<String, Component> byName = new HashMap<>();
    private final MethodHandle constructor;

    private record Component(int index, SerializedString name, Codec codec, boolean nullable, MethodHandle accessor) {}

    private RecordCodec(Class<?> type, Component[] components, MethodHandle constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
        for (var component : components) {
            byName.put(component.name().getValue(), component);
        }
    }

    static RecordCodec of(Class<?> type, Map<TypeVariable<?>, Type> bound, Codecs codecs) {
        try {
            var declared = type.getRecordComponents();
            var components = new Component[declared.length];
            for (int i = 0; i < declared.length; i++) {
                components[i] = component(i, declared[i], bound, codecs);
            }
            var types = Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            var constructor = LOOKUP.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordCodec(type, components, constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("Cannot reach " + type, e);
        }
    }

    private static Component component(
            int index, RecordComponent declared, Map<TypeVariable<?>, Type> bound, Codecs codecs)
            throws IllegalAccessException {
        var accessor = declared.getAccessor();
        accessor.setAccessible(true);
        var generic = declared.getGenericType();
        var codec = codecs.find(generic instanceof TypeVariable<?> v ? bound.getOrDefault(v, v) : generic);
        // On an array type the annotation sits on the array, not on its elements.
        boolean nullable = declared.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Component(
                index,
                new SerializedString(declared.getName()),
                codec,
                nullable,
                LOOKUP.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class)));
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var component : components) {
            var part = get(component, value);
            if (part == null && !component.nullable) {
                throw new IOException(component.name + " of " + type.getName() + " is null");
            }
            if (part != null && !component.codec.isAbsent(part)) {
                out.writeFieldName(component.name);
                component.codec.write(part, out);
            }
        }
        out.writeEndObject();
    }

    private static @Nullable Object get(Component component, Object value) throws IOException {
        try {
            return component.accessor.invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("Not a " + type.getName() + ", but " + in.currentToken());
        }
        var parts = new @Nullable Object[components.length];
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            var token = in.nextToken();
            var component = byName.get(name);
            if (component == null) {
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                parts[component.index] = component.codec.read(in);
            }
        }
        for (var component : components) {
            if (parts[component.index] == null) {
                parts[component.index] = absent(component);
            }
        }
        try {
            return constructor.invokeExact(parts);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    private @Nullable Object absent(Component component) throws IOException {
        var absent = component.codec.absent();
        if (component.nullable) {
            return null;
        }
        if (absent == null) {
            throw new IOException(component.name + " of " + type.getName() + " is missing");
        }
        return absent;
    }
}
