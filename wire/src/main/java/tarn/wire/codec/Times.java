package tarn.wire.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Timestamps in JSON and CBOR. */
final class Times {

    private static final int CBOR_EPOCH_TIME = 1;

    static Instant read(JsonParser parser, JsonToken token, Member member, Notation notation) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return Timestamps.parse(parser.getText(), member.timestamp(Format.UNIX_TIMESTAMP));
        }
        if (!token.isNumeric()) {
            throw JsonCodec.unexpected(token, "Timestamp");
        }
        try {
            if (notation == Notation.AWS_CBOR
                    || member.timestamp(Format.UNIX_TIMESTAMP) == Format.UNIX_TIMESTAMP_MILLIS) {
                return Instant.ofEpochMilli(parser.getLongValue());
            }
            return token == JsonToken.VALUE_NUMBER_FLOAT && notation.binary()
                    ? Timestamps.ofSeconds(BigDecimal.valueOf(parser.getDoubleValue()))
                    : Timestamps.ofSeconds(parser.getDecimalValue());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new MalformedException("Timestamp out of range");
        }
    }

    static void write(JsonGenerator out, Instant time, Member member, Notation notation) throws IOException {
        switch (notation) {
            case JSON -> {
                var form = member.timestamp(Format.UNIX_TIMESTAMP);
                switch (form) {
                    case UNIX_TIMESTAMP -> out.writeNumber(Timestamps.seconds(time));
                    case UNIX_TIMESTAMP_MILLIS -> out.writeNumber(time.toEpochMilli());
                    case ISO_8601, RFC_822 -> out.writeString(Timestamps.format(time, form));
                }
            }
            case RPC_V2_CBOR -> {
                ((CBORGenerator) out).writeTag(CBOR_EPOCH_TIME);
                out.writeNumber(time.toEpochMilli() / 1000d);
            }
            case AWS_CBOR -> {
                ((CBORGenerator) out).writeTag(CBOR_EPOCH_TIME);
                out.writeNumber(time.toEpochMilli());
            }
        }
    }

    private Times() {}
}
