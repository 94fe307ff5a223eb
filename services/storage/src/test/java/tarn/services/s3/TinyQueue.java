package tarn.services.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import tarn.kernel.Part;

/** A queue named {@code events} that takes messages, unless it is to fail first; there is no other. */
final class TinyQueue implements SqsClient, Part {

    final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        if (!request.queueUrl().endsWith("/events")) {
            throw QueueDoesNotExistException.builder()
                    .message("The specified queue does not exist.")
                    .statusCode(400)
                    .build();
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("Away");
        }
        bodies.add(request.messageBody());
        return SendMessageResponse.builder().build();
    }

    JsonNode next() throws Exception {
        var body = bodies.poll(10, TimeUnit.SECONDS);
        if (body == null) {
            throw new AssertionError("Nothing came");
        }
        return new ObjectMapper().readTree(body);
    }

    JsonNode record() throws Exception {
        return next().path("Records").path(0);
    }
}
