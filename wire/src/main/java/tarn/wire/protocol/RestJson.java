package tarn.wire.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.codec.JsonCodec;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Member;
import tarn.wire.codec.Notation;
import tarn.wire.codec.Shape;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** restJson1: JSON bodies, everything else as HTTP has it. */
final class RestJson implements Protocol {

    static final RestJson INSTANCE = new RestJson();

    private final JsonCodec codec = new JsonCodec(Notation.JSON);
    private final Rest rest = new Rest(new Body(codec));

    private RestJson() {}

    private record Body(JsonCodec codec) implements Rest.Body {

        @Override
        public void read(InputStream in, Shape shape, SdkPojo builder) {
            codec.read(in, shape, builder);
        }

        @Override
        public void readPayload(InputStream in, Member payload, SdkPojo builder) {
            codec.readPayload(in, payload, builder);
        }

        @Override
        public byte[] write(Call call, SdkPojo response, Shape shape) {
            var out = new ByteArrayOutputStream(512);
            try (var generator = codec.generator(out)) {
                codec.write(generator, response, shape);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        @Override
        public byte[] writePayload(Call call, Object value, Member payload) {
            var out = new ByteArrayOutputStream(512);
            try (var generator = codec.generator(out)) {
                codec.write(generator, value, payload);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public AwsServiceException malformed(ServiceModel service, MalformedException problem) {
            return Refusals.serialization(problem);
        }
    }

    @Override
    public Call match(ServiceModel service, WireRequest request) {
        return rest.match(this, service, request);
    }

    @Override
    public SdkRequest read(Call call, WireRequest request) {
        return rest.read(call, request);
    }

    @Override
    public WireResponse encode(Call call, SdkResponse response, String requestId, @Nullable Streamed body) {
        return rest.encode(call, response, new Headers().set("x-amzn-requestid", requestId), body);
    }

    @Override
    public EventWriting events(Call call) {
        return new EventWriting(call, new JsonEvents(codec, "application/json", false));
    }

    @Override
    public WireResponse fault(
            ServiceModel service, @Nullable Call call, AwsServiceException exception, String requestId) {
        var fault = Fault.of(service, exception);
        var headers = new Headers()
                .set("content-type", "application/json")
                .set("x-amzn-requestid", requestId)
                .set("x-amzn-errortype", fault.name());
        return WireResponse.of(fault.status(), headers, FaultBodies.restJson(codec, fault, headers));
    }
}
