package tarn.wire.protocol;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Member;
import tarn.wire.codec.Shape;
import tarn.wire.codec.XmlCodec;
import tarn.wire.codec.XmlReading;
import tarn.wire.codec.XmlWriter;
import tarn.wire.events.EventMessage;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** restXml: XML bodies, everything else as HTTP has it. S3's own ways are in {@link S3Ways}. */
final class RestXml implements Protocol {

    static final RestXml INSTANCE = new RestXml();

    private static final XmlCodec CODEC = new XmlCodec(Map.of());

    private final Rest rest = new Rest(new Body());

    private RestXml() {}

    private record Body() implements Rest.Body {

        @Override
        public void read(InputStream in, Shape shape, SdkPojo builder) {
            XmlReading.read(in, shape, builder);
        }

        @Override
        public void readPayload(InputStream in, Member payload, SdkPojo builder) {
            var inner = payload.shape().builder();
            if (XmlReading.read(in, payload.shape(), inner)) {
                payload.set(builder, Shape.build(inner));
            }
        }

        @Override
        public byte[] write(Call call, SdkPojo response, Shape shape) {
            var told = call.service().root(call.operation());
            var root = told == null ? call.operation().name() + "Response" : told;
            var out = new XmlWriter().declaration();
            out.start(root, call.service().namespace().orElse(null));
            S3Ways.codec(call, response, CODEC).write(out, response, shape);
            return out.end(root).bytes();
        }

        @Override
        public byte[] writePayload(Call call, Object value, Member payload) {
            if (value instanceof String text) {
                return S3Ways.isLocation(call)
                        ? S3Ways.location(call.service(), text)
                        : text.getBytes(StandardCharsets.UTF_8);
            }
            var out = new XmlWriter().declaration();
            out.start(payload.answerName(), call.service().namespace().orElse(null));
            CODEC.write(out, (SdkPojo) value, payload.shape());
            return out.end(payload.answerName()).bytes();
        }

        @Override
        public String contentType() {
            return "application/xml";
        }

        @Override
        public AwsServiceException malformed(ServiceModel service, MalformedException problem) {
            return Refusals.malformedXml(service);
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
        return rest.encode(call, response, headers(call.service(), requestId), body);
    }

    @Override
    public EventWriting events(Call call) {
        return new EventWriting(call, new Events());
    }

    /* S3 calls its events' documents text/xml: "Appendix: SelectObjectContent Response" of its API reference. */
    private record Events() implements EventWriting.Documents {

        @Override
        public String contentType() {
            return "text/xml";
        }

        @Override
        public byte[] write(String name, SdkPojo object, Shape shape) {
            var out = new XmlWriter().declaration().start(name);
            CODEC.write(out, object, shape);
            return out.end(name).bytes();
        }

        /* No service that speaks XML has exceptions among its events. */
        @Override
        public EventMessage exception(Fault fault) {
            return EventMessage.error(fault.code(), fault.message());
        }

        @Override
        public boolean responseIsEvent() {
            return false;
        }
    }

    @Override
    public WireResponse fault(
            ServiceModel service, @Nullable Call call, AwsServiceException exception, String requestId) {
        var fault = Fault.of(service, exception);
        var headers = headers(service, requestId);
        if (Refusals.isS3(service)) {
            S3Ways.faultHeaders(exception).forEach(headers::set);
        }
        if (fault.status() == 304
                || (call != null && call.operation().binding().method().equals("HEAD"))) {
            return WireResponse.of(fault.status(), headers, new byte[0]);
        }
        headers.set("content-type", "application/xml");
        var out = new XmlWriter().declaration();
        if (Refusals.isS3(service)) {
            S3Ways.fault(out, fault, S3Ways.elements(exception), call, requestId);
        } else {
            out.start("ErrorResponse", service.namespace().orElse(null)).start("Error");
            out.element("Type", fault.type()).element("Code", fault.code()).element("Message", fault.message());
            details(out, fault);
            out.end("Error").element("RequestId", requestId).end("ErrorResponse");
        }
        return WireResponse.of(fault.status(), headers, out.bytes());
    }

    static void details(XmlWriter out, Fault fault) {
        var shape = fault.shape();
        if (shape != null && fault.details() != null) {
            CODEC.write(out, fault.details(), shape);
        }
    }

    private static Headers headers(ServiceModel service, String requestId) {
        return Refusals.isS3(service) ? S3Ways.headers(requestId) : new Headers().set("x-amzn-requestid", requestId);
    }
}
