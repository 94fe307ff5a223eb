package tarn.wire.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import tarn.wire.codec.HttpBinding;
import tarn.wire.codec.JsonCodec;
import tarn.wire.http.Headers;
import tarn.wire.model.ServiceModel;

/** The bodies of faults in the protocols that are JSON in some notation. */
final class FaultBodies {

    static byte[] json(JsonCodec codec, ServiceModel service, Fault fault) {
        var out = new ByteArrayOutputStream(256);
        try (var generator = codec.generator(out)) {
            generator.writeStartObject();
            generator.writeStringField("__type", type(service, fault));
            generator.writeStringField(fault.messageName(), fault.message());
            var shape = fault.shape();
            if (shape != null && fault.details() != null) {
                codec.writeMembers(generator, fault.details(), shape);
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The body of a fault in restJson, where the type is a header. */
    static byte[] restJson(JsonCodec codec, Fault fault, Headers headers) {
        var out = new ByteArrayOutputStream(256);
        try (var generator = codec.generator(out)) {
            generator.writeStartObject();
            generator.writeStringField(fault.messageName(), fault.message());
            var shape = fault.shape();
            if (shape != null && fault.details() != null) {
                codec.writeMembers(generator, fault.details(), shape);
                HttpBinding.writeHeaders(shape, fault.details(), headers);
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /* Errors of a service's own bear its name space, those of the layer before it Coral's. */
    private static String type(ServiceModel service, Fault fault) {
        if (service.errorTypes().isEmpty()) {
            return fault.name();
        }
        return service.error(fault.name()).isPresent()
                ? service.errorTypes() + fault.name()
                : "com.amazon.coral.service#" + fault.name();
    }

    private FaultBodies() {}
}
