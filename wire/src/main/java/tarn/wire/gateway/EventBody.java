package tarn.wire.gateway;

import static java.lang.System.Logger.Level.ERROR;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import tarn.kernel.EventAnswer;
import tarn.wire.events.EventMessage;
import tarn.wire.http.WireResponse;
import tarn.wire.protocol.Call;
import tarn.wire.protocol.EventWriting;

/**
 * The body of an answer that is a stream of events. Each is sent at once. A fault that comes up on the way is the
 * stream's last message: the status, which said that all is well, has gone.
 */
record EventBody(Call call, SdkResponse response, Consumer<EventAnswer.Events<SdkPojo>> work, String requestId)
        implements WireResponse.Body {

    private static final System.Logger LOG = System.getLogger(EventBody.class.getName());

    /** Whoever asked has gone. */
    private static final class GoneException extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        GoneException(IOException cause) {
            super(cause);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        var writing = call.protocol().events(call);
        var first = writing.first(response);
        if (first.isPresent()) {
            send(out, first.get());
        }
        try {
            work.accept(event -> send(out, writing, event));
        } catch (AwsServiceException fault) {
            send(out, writing.fault(fault));
        } catch (GoneException gone) {
            throw gone.getCause();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
            LOG.log(ERROR, "Request " + requestId + " failed amid its events: " + call.operation(), bug);
            send(out, writing.fault(Faults.internal(call.service(), requestId)));
        }
    }

    private static void send(OutputStream out, EventWriting writing, SdkPojo event) {
        try {
            send(out, writing.event(event));
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }

    private static void send(OutputStream out, EventMessage message) throws IOException {
        out.write(message.bytes());
        out.flush();
    }
}
