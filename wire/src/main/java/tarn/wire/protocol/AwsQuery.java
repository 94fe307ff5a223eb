package tarn.wire.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.codec.FormReading;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Shape;
import tarn.wire.codec.XmlCodec;
import tarn.wire.codec.XmlWriter;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** awsQuery and EC2's variant of it: forms in, XML out. */
final class AwsQuery implements Protocol {

    static final AwsQuery PLAIN = new AwsQuery(false);
    static final AwsQuery EC2 = new AwsQuery(true);

    private final boolean ec2;

    private AwsQuery(boolean ec2) {
        this.ec2 = ec2;
    }

    @Override
    public Call match(ServiceModel service, WireRequest request) {
        var parameters = Bodies.parameters(request);
        var action = parameters.get("Action");
        if (action == null) {
            throw Refusals.missingAction();
        }
        var operation = service.operation(action).orElseThrow(() -> Refusals.invalidAction(service, action));
        if (request.path().length() > 1) {
            // Older clients of SQS send to a queue's address, and name the queue by nothing else.
            service.addressed().ifPresent(member -> parameters.putIfAbsent(member, request.path()));
        }
        return new Call(service, operation, this, Map.of(), parameters);
    }

    @Override
    public SdkRequest read(Call call, WireRequest request) {
        var shape = Shape.of(call.operation().input());
        var builder = shape.builder();
        try {
            new FormReading(call.service().aliases(), ec2).read(call.parameters(), shape, builder);
        } catch (MalformedException e) {
            throw Refusals.malformedInput(e);
        }
        return (SdkRequest) Shape.build(builder);
    }

    @Override
    public WireResponse encode(Call call, SdkResponse response, String requestId, @Nullable Streamed body) {
        var name = call.operation().name() + "Response";
        var out = new XmlWriter();
        if (ec2) {
            out.declaration();
        }
        out.start(name, call.service().namespace().map(this::slashed).orElse(null));
        if (ec2) {
            out.element("requestId", requestId);
        }
        var wrapper = call.operation().binding().wrapper();
        if (wrapper != null) {
            out.start(wrapper);
        }
        new XmlCodec(call.service().aliases()).write(out, response, Shape.of(response.getClass()));
        if (wrapper != null) {
            out.end(wrapper);
        }
        if (!ec2) {
            out.start("ResponseMetadata").element("RequestId", requestId).end("ResponseMetadata");
        }
        return WireResponse.of(200, headers(requestId), out.end(name).bytes());
    }

    private String slashed(String namespace) {
        return ec2 && !namespace.endsWith("/") ? namespace + "/" : namespace;
    }

    @Override
    public WireResponse fault(
            ServiceModel service, @Nullable Call call, AwsServiceException exception, String requestId) {
        var fault = Fault.of(service, exception);
        var out = new XmlWriter();
        if (ec2) {
            out.declaration().start("Response").start("Errors").start("Error");
            out.element("Code", fault.code()).element("Message", fault.message());
            out.end("Error").end("Errors").element("RequestID", requestId).end("Response");
        } else {
            out.start("ErrorResponse", service.namespace().orElse(null)).start("Error");
            out.element("Type", fault.type()).element("Code", fault.code()).element("Message", fault.message());
            var shape = fault.shape();
            if (shape != null && fault.details() != null) {
                new XmlCodec(service.aliases()).write(out, fault.details(), shape);
            }
            out.end("Error").element("RequestId", requestId).end("ErrorResponse");
        }
        return WireResponse.of(fault.status(), headers(requestId), out.bytes());
    }

    private static Headers headers(String requestId) {
        return new Headers().set("content-type", "text/xml").set("x-amzn-requestid", requestId);
    }
}
