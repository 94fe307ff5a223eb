package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * A model object of the AWS SDK as a map from the names of its members. What was never set is left out and stays unset;
 * a list that was set to nothing stays set.
 */
final class SdkCodec implements Codec {

    /** By the class of the builder; a type that contains itself finds itself here. */
    private static final Map<Class<?>, SdkCodec> KNOWN = new ConcurrentHashMap<>();

    private final Supplier<SdkPojo> builder;

    /** Worked out on first use, since types contain each other. */
    private volatile @Nullable Map<String, Member> members;

    private record Member(SerializedString name, SdkField<?> field, Codec codec) {}

    private SdkCodec(Supplier<SdkPojo> builder) {
        this.builder = builder;
    }

    static SdkCodec of(Class<?> type) {
        try {
            var method = type.getMethod("builder");
            var handle = MethodHandles.publicLookup().unreflect(method).asType(MethodType.methodType(SdkPojo.class));
            return of(() -> {
                try {
                    return (SdkPojo) handle.invokeExact();
                } catch (RuntimeException | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " has no builder", e);
        }
    }

    private static SdkCodec of(Supplier<SdkPojo> builder) {
        return KNOWN.computeIfAbsent(builder.get().getClass(), _ -> new SdkCodec(builder));
    }

    private Map<String, Member> members() {
        var known = members;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (var field : builder.get().sdkFields()) {
                var name = field.memberName();
                known.put(name, new Member(new SerializedString(name), field, codec(field)));
            }
            members = known;
        }
        return known;
    }

    private static Codec codec(SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case LIST -> new Listed(codec(field.getTrait(ListTrait.class).memberFieldInfo()));
            case MAP -> new Mapped(codec(field.getTrait(MapTrait.class).valueFieldInfo()));
            case SDK_POJO -> of(field.constructor());
            case NULL,
                    STRING,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    BIG_DECIMAL,
                    BOOLEAN,
                    INSTANT,
                    SDK_BYTES,
                    SHORT,
                    BYTE,
                    DOCUMENT -> {
                var type = field.marshallingType().getTargetClass();
                var scalar = Scalars.of(type);
                if (scalar == null) {
                    throw new IllegalArgumentException("No record can hold a " + type);
                }
                yield scalar;
            }
        };
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var member : members().values()) {
            var part = member.field.getValueOrDefault(value);
            if (part != null
                    && !(part instanceof SdkAutoConstructList<?>)
                    && !(part instanceof SdkAutoConstructMap<?, ?>)) {
                out.writeFieldName(member.name);
                member.codec.write(part, out);
            }
        }
        out.writeEndObject();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        var built = builder.get();
        var known = members();
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            var member = known.get(name);
            if (member == null) {
                in.skipChildren();
            } else {
                member.field.set(built, member.codec.read(in));
            }
        }
        return ((Buildable) built).build();
    }

    private static void writeNullable(Codec codec, @Nullable Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
            codec.write(value, out);
        }
    }

    private static @Nullable Object readNullable(Codec codec, JsonParser in) throws IOException {
        return in.currentToken() == JsonToken.VALUE_NULL && !(codec instanceof DocumentCodec) ? null : codec.read(in);
    }

    /** A list whose elements may be null. */
    private record Listed(Codec element) implements Codec {
        @Override
        public void write(Object value, JsonGenerator out) throws IOException {
            var list = (List<?>) value;
            out.writeStartArray(null, list.size());
            for (var each : list) {
                writeNullable(element, each, out);
            }
            out.writeEndArray();
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            var list = new ArrayList<@Nullable Object>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                list.add(readNullable(element, in));
            }
            return list;
        }
    }

    /** A map, sorted as it is written: the SDK's maps have no order that means something. */
    private record Mapped(Codec value) implements Codec {
        @Override
        public void write(Object value, JsonGenerator out) throws IOException {
            var map = (Map<?, ?>) value;
            out.writeStartObject(map, map.size());
            for (var entry : new TreeMap<>(map).entrySet()) {
                out.writeFieldName((String) entry.getKey());
                writeNullable(this.value, entry.getValue(), out);
            }
            out.writeEndObject();
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            var map = new LinkedHashMap<String, @Nullable Object>();
            for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                map.put(name, readNullable(value, in));
            }
            return map;
        }
    }
}
