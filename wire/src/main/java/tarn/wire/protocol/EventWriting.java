package tarn.wire.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.codec.Shape;
import tarn.wire.events.EventMessage;

/** Makes messages of the events of an operation, in the documents of its protocol. */
public final class EventWriting {

    private final Call call;
    private final Documents documents;

    EventWriting(Call call, Documents documents) {
        this.call = call;
        this.documents = documents;
    }

    /** How a protocol writes a structure. */
    interface Documents {
        /** The media type of a document. */
        String contentType();

        /** A structure as a document; {@code name} is that of its root where documents have one. */
        byte[] write(String name, SdkPojo object, Shape shape);

        /** The message of a fault that the model has. */
        EventMessage exception(Fault fault);

        /** Whether the members of the response come as a first event rather than as headers. */
        boolean responseIsEvent();
    }

    /** The message before all events, if the protocol has one. */
    public Optional<EventMessage> first(SdkResponse response) {
        return documents.responseIsEvent()
                ? Optional.of(EventMessage.event(
                        "initial-response",
                        documents.contentType(),
                        documents.write("initial-response", response, Shape.of(response.getClass()))))
                : Optional.empty();
    }

    /** The message of an event, an object of the SDK's. */
    public EventMessage event(SdkPojo event) {
        var shape = Shape.of(event.getClass());
        var type = type(event);
        var payload = shape.payload();
        if (payload == null) {
            return shape.hasBody()
                    ? EventMessage.event(type, documents.contentType(), documents.write(type, event, shape))
                    : EventMessage.event(type, "", new byte[0]);
        }
        return switch (payload.get(event)) {
            case null -> EventMessage.event(type, "", new byte[0]);
            case SdkBytes bytes -> EventMessage.event(type, "application/octet-stream", bytes.asByteArrayUnsafe());
            case SdkPojo object ->
                EventMessage.event(type, documents.contentType(), documents.write(type, object, payload.shape()));
            case Object text ->
                EventMessage.event(type, "text/plain", text.toString().getBytes(UTF_8));
        };
    }

    /** The message of a fault in the midst of events: the last one. */
    public EventMessage fault(AwsServiceException exception) {
        var fault = Fault.of(call.service(), exception);
        var modelled = call.service().error(exception.getClass()).isPresent();
        return exception.awsErrorDetails() == null && modelled
                ? documents.exception(fault)
                : EventMessage.error(fault.code(), fault.message());
    }

    /* Every event of the SDK's tells its type by an enum of its service's own. */
    private static String type(SdkPojo event) {
        try {
            return event.getClass().getMethod("sdkEventType").invoke(event).toString();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(event.getClass() + " is not an event of the SDK", e);
        }
    }
}
