package tarn.codec;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** Values of one type as CBOR bytes. */
public final class Cbor {

    private static final CBORFactory FACTORY = new CBORFactory();

    private final Codec codec;

    private Cbor(Codec codec) {
        this.codec = codec;
    }

    /** How values of a type are written. Throws {@link IllegalArgumentException} for a type that cannot be. */
    public static Cbor of(Class<?> type) {
        return new Cbor(Codecs.of(type));
    }

    /** A value as bytes. */
    public byte[] encode(Object value) {
        try (var bytes = new ByteArrayBuilder(512)) {
            try (var out = FACTORY.createGenerator(bytes)) {
                codec.write(value, out);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value from its bytes. */
    public Object decode(byte[] bytes) {
        try (var in = FACTORY.createParser(bytes)) {
            in.nextToken();
            return codec.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Not what was written: " + e.getMessage(), e);
        }
    }

    /** Changes bytes as a tree, as an older version's must be. */
    public static byte[] change(byte[] bytes, UnaryOperator<ObjectNode> change) {
        try {
            var mapper = Mapper.CBOR;
            return mapper.writeValueAsBytes(change.apply((ObjectNode) mapper.readTree(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made when first needed, which is seldom. */
    private static final class Mapper {
        static final CBORMapper CBOR = new CBORMapper();
    }
}
