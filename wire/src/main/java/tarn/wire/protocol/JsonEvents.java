package tarn.wire.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.SdkPojo;
import tarn.wire.codec.JsonCodec;
import tarn.wire.codec.Shape;
import tarn.wire.events.EventMessage;

/** Documents of events in the protocols that are JSON in some notation. */
record JsonEvents(JsonCodec codec, String contentType, boolean responseIsEvent) implements EventWriting.Documents {

    @Override
    public byte[] write(String name, SdkPojo object, Shape shape) {
        var out = new ByteArrayOutputStream(256);
        try (var generator = codec.generator(out)) {
            codec.write(generator, object, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public EventMessage exception(Fault fault) {
        var out = new ByteArrayOutputStream(256);
        try (var generator = codec.generator(out)) {
            generator.writeStartObject();
            generator.writeStringField(fault.messageName(), fault.message());
            var shape = fault.shape();
            if (shape != null && fault.details() != null) {
                codec.writeMembers(generator, fault.details(), shape);
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return EventMessage.exception(fault.name(), contentType, out.toByteArray());
    }
}
