package tarn.wire.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/** An operation of a service, and how it is bound to HTTP. Its SDK classes are found when first asked for. */
public final class OperationModel {

    private final String name;
    private final Binding binding;
    private final String needs;
    private final SdkShapes shapes;
    private @Nullable Class<? extends SdkRequest> input;
    private @Nullable Class<? extends SdkResponse> output;

    /**
     * How an operation is bound.
     *
     * @param method the HTTP method
     * @param uri the URI template, such as <code>/{Bucket}/{Key+}?tagging</code>
     * @param status the HTTP status of success
     * @param wrapper the element around the result in the query protocol; null if none
     * @param streamsIn whether the request's body is streamed
     * @param streamsOut whether the response's body is streamed
     * @param events whether what is streamed are events
     * @param signed false if the operation needs no signature
     */
    public record Binding(
            String method,
            String uri,
            int status,
            @Nullable String wrapper,
            boolean streamsIn,
            boolean streamsOut,
            boolean events,
            boolean signed) {}

    OperationModel(String name, Binding binding, String needs, SdkShapes shapes) {
        this.name = name;
        this.binding = binding;
        this.needs = needs;
        this.shapes = shapes;
    }

    /** AWS's name, such as {@code CreateTable}. */
    public String name() {
        return name;
    }

    /** How it is bound to HTTP. */
    public Binding binding() {
        return binding;
    }

    /** What tells it from operations with the same template: <code>?parameter</code>, <code>:header</code>. */
    String needs() {
        return needs;
    }

    /** Whether the request's body is streamed, and so left unread by decoding. */
    public boolean streamsIn() {
        return binding.streamsIn();
    }

    /** Whether the response's body is streamed. */
    public boolean streamsOut() {
        return binding.streamsOut();
    }

    /** Whether the SDK on the class path has it; the index may know newer operations. */
    public boolean isInSdk() {
        return input != null || shapes.has(name, "Request");
    }

    /** The SDK's class of its request. */
    public Class<? extends SdkRequest> input() {
        var known = input;
        if (known == null) {
            known = shapes.named(name, "Request").asSubclass(SdkRequest.class);
            input = known;
        }
        return known;
    }

    /** The SDK's class of its response. */
    public Class<? extends SdkResponse> output() {
        var known = output;
        if (known == null) {
            known = shapes.named(name, "Response").asSubclass(SdkResponse.class);
            output = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name;
    }
}
