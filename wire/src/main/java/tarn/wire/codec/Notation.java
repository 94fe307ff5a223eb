package tarn.wire.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

/** How JSON's data model is written: as text, or in one of two kinds of CBOR. */
public enum Notation {
    /** JSON: bytes in base64, times in seconds. */
    JSON(json()),
    /** CBOR of Smithy RPC v2: times in tagged seconds. */
    RPC_V2_CBOR(cbor()),
    /** The older CBOR: times in tagged milliseconds. */
    AWS_CBOR(cbor());

    /** How deep documents may be nested: deeper than any request AWS takes, not so deep as to hurt. */
    private static final int DEPTH_MAX = 200;

    private static final int TEXT_LENGTH_MAX = 100 << 20;

    @SuppressWarnings("ImmutableEnumChecker") // never reconfigured once it is built
    private final JsonFactory factory;

    Notation(JsonFactory factory) {
        this.factory = factory;
    }

    JsonFactory factory() {
        return factory;
    }

    boolean binary() {
        return this != JSON;
    }

    private static JsonFactory json() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(constraints())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
    }

    private static JsonFactory cbor() {
        return CBORFactory.builder().streamReadConstraints(constraints()).build();
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxStringLength(TEXT_LENGTH_MAX)
                .build();
    }
}
