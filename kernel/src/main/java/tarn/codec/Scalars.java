package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import tarn.store.Key;

/** Values that are one token, or two. */
final class Scalars {

    private static final Map<Class<?>, Codec> BY_TYPE = new HashMap<>();

    static {
        add(String.class, (v, out) -> out.writeString(v), JsonParser::getText);
        both(int.class, Integer.class, 0, (v, out) -> out.writeNumber(v), JsonParser::getIntValue);
        both(long.class, Long.class, 0L, (v, out) -> out.writeNumber(v), JsonParser::getLongValue);
        both(short.class, Short.class, (short) 0, (v, out) -> out.writeNumber(v), JsonParser::getShortValue);
        both(byte.class, Byte.class, (byte) 0, (v, out) -> out.writeNumber(v), JsonParser::getByteValue);
        both(double.class, Double.class, 0.0, (v, out) -> out.writeNumber(v), JsonParser::getDoubleValue);
        both(float.class, Float.class, 0f, (v, out) -> out.writeNumber(v), JsonParser::getFloatValue);
        both(boolean.class, Boolean.class, false, (v, out) -> out.writeBoolean(v), JsonParser::getBooleanValue);
        add(BigDecimal.class, (v, out) -> out.writeNumber(v), JsonParser::getDecimalValue);
        add(BigInteger.class, (v, out) -> out.writeNumber(v), JsonParser::getBigIntegerValue);
        add(byte[].class, (v, out) -> out.writeBinary(v), JsonParser::getBinaryValue);
        add(
                SdkBytes.class,
                (v, out) -> out.writeBinary(v.asByteArrayUnsafe()),
                in -> SdkBytes.fromByteArrayUnsafe(in.getBinaryValue()));
        add(Key.class, (v, out) -> out.writeBinary(v.bytes()), in -> Key.ofBytes(in.getBinaryValue()));
        add(UUID.class, (v, out) -> out.writeString(v.toString()), in -> UUID.fromString(in.getText()));
        add(
                LocalDate.class,
                (v, out) -> out.writeNumber(v.toEpochDay()),
                in -> LocalDate.ofEpochDay(in.getLongValue()));
        add(
                Instant.class,
                (v, out) -> writePair(v.getEpochSecond(), v.getNano(), out),
                in -> readPair(in, Instant::ofEpochSecond));
        add(
                Duration.class,
                (v, out) -> writePair(v.getSeconds(), v.getNano(), out),
                in -> readPair(in, Duration::ofSeconds));
        BY_TYPE.put(Document.class, new DocumentCodec());
    }

    private Scalars() {}

    static @Nullable Codec of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    private interface Writer<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private interface Reader<T> {
        T read(JsonParser in) throws IOException;
    }

    private interface Pair<T> {
        T of(long seconds, long nanos);
    }

    private record Scalar<T>(
            Class<T> type,
            Writer<T> writer,
            Reader<T> reader,
            @Nullable T absent) implements Codec {
        @Override
        public void write(Object value, JsonGenerator out) throws IOException {
            writer.write(type.cast(value), out);
        }

        @Override
        public Object read(JsonParser in) throws IOException {
            return reader.read(in);
        }
    }

    private static <T> void add(Class<T> type, Writer<T> writer, Reader<T> reader) {
        BY_TYPE.put(type, new Scalar<>(type, writer, reader, null));
    }

    private static <T> void both(Class<?> primitive, Class<T> boxed, T zero, Writer<T> writer, Reader<T> reader) {
        add(boxed, writer, reader);
        BY_TYPE.put(primitive, new Scalar<>(boxed, writer, reader, zero));
    }

    private static void writePair(long seconds, int nanos, JsonGenerator out) throws IOException {
        out.writeStartArray(null, 2);
        out.writeNumber(seconds);
        out.writeNumber(nanos);
        out.writeEndArray();
    }

    private static <T> T readPair(JsonParser in, Pair<T> pair) throws IOException {
        in.nextToken();
        long seconds = in.getLongValue();
        in.nextToken();
        long nanos = in.getLongValue();
        in.nextToken();
        return pair.of(seconds, nanos);
    }
}
