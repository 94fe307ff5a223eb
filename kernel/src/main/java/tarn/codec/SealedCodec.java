package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member of a sealed interface as its simple name and itself. */
final class SealedCodec implements Codec {

    private record Member(String name, Codec codec) {}

    private final Class<?> type;
    private final Map<Class<?>, Member> byClass = new HashMap<>();
    private final Map<String, Member> byName = new HashMap<>();

    private SealedCodec(Class<?> type) {
        this.type = type;
    }

    static SealedCodec of(Class<?> type, Codecs codecs) {
        var codec = new SealedCodec(type);
        codec.add(type, codecs);
        return codec;
    }

    private void add(Class<?> sealed, Codecs codecs) {
        for (var permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed() && !permitted.isEnum()) {
                add(permitted, codecs);
                continue;
            }
            var member = new Member(permitted.getSimpleName(), codecs.find(permitted));
            byClass.put(permitted, member);
            if (byName.put(member.name, member) != null) {
                throw new IllegalArgumentException("Two members of " + type + " are called " + member.name);
            }
        }
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        var member = member(byClass.get(classOf(value)), value);
        out.writeStartArray(null, 2);
        out.writeString(member.name);
        member.codec.write(value, out);
        out.writeEndArray();
    }

    private static Class<?> classOf(Object value) {
        return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        var name = in.nextTextValue();
        var member = member(byName.get(name), name);
        in.nextToken();
        var value = member.codec.read(in);
        in.nextToken();
        return value;
    }

    private Member member(@Nullable Member member, @Nullable Object what) throws IOException {
        if (member == null) {
            throw new IOException("No member of " + type.getName() + ": " + what);
        }
        return member;
    }
}
