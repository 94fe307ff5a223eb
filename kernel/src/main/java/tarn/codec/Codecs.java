package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds how a type is written, and how the types it is made of are. */
final class Codecs {

    /** What was found in this search; a type that contains itself finds its own beginning. */
    private final Map<Type, Codec> found = new HashMap<>();

    private Codecs() {}

    static Codec of(Type type) {
        return new Codecs().find(type);
    }

    Codec find(Type type) {
        var known = found.get(type);
        if (known != null) {
            return known;
        }
        var later = new Later();
        found.put(type, later);
        var codec = make(type);
        later.codec = codec;
        found.put(type, codec);
        return codec;
    }

    private Codec make(Type type) {
        return switch (type) {
            case Class<?> c -> make(c);
            case ParameterizedType p -> make((Class<?>) p.getRawType(), p);
            case WildcardType w -> find(w.getUpperBounds()[0]);
            case null, default -> throw new IllegalArgumentException("No record can hold " + type);
        };
    }

    private Codec make(Class<?> type) {
        var scalar = Scalars.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isEnum()) {
            return new EnumCodec(type);
        }
        if (type.isRecord()) {
            return RecordCodec.of(type, Map.of(), this);
        }
        if (type.isSealed()) {
            return SealedCodec.of(type, this);
        }
        if (SdkPojo.class.isAssignableFrom(type)) {
            return SdkCodec.of(type);
        }
        throw new IllegalArgumentException("No record can hold a " + type.getName());
    }

    private Codec make(Class<?> raw, ParameterizedType type) {
        var arguments = type.getActualTypeArguments();
        if (raw == List.class || raw == SequencedCollection.class) {
            return new ListCodec(find(arguments[0]));
        }
        if (raw == Set.class || raw == SequencedSet.class) {
            return new SetCodec(find(arguments[0]), false);
        }
        if (raw == SortedSet.class) {
            return new SetCodec(find(arguments[0]), true);
        }
        if (raw == Map.class || raw == SequencedMap.class) {
            return new MapCodec(MapKey.of(arguments[0]), find(arguments[1]), false);
        }
        if (raw == SortedMap.class) {
            return new MapCodec(MapKey.of(arguments[0]), find(arguments[1]), true);
        }
        if (raw == Optional.class) {
            return new OptionalCodec(find(arguments[0]));
        }
        if (raw.isRecord()) {
            var variables = raw.getTypeParameters();
            var bound = new HashMap<TypeVariable<?>, Type>();
            for (int i = 0; i < variables.length; i++) {
                bound.put(variables[i], arguments[i]);
            }
            return RecordCodec.of(raw, bound, this);
        }
        throw new IllegalArgumentException("No record can hold a " + type);
    }

    /** Stands for a codec that is still being made. */
    private static final class Later implements Codec {
        private @Nullable Codec codec;

        private Codec made() {
            var made = codec;
            if (made == null) {
                throw new IllegalStateException("Used while it is made");
            }
            return made;
        }

        @Override
        public void write(Object value, JsonGenerator out) throws IOException {
            made().write(value, out);
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            return made().read(in);
        }
    }
}
