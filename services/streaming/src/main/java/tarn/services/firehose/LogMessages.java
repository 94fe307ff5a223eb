package tarn.services.firehose;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes the messages out of what CloudWatch Logs sends, a line each; its control messages vanish. */
record LogMessages() implements Processing.Step {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var next = new ArrayList<Item>();
        for (var item : items) {
            try {
                var sent = JSON.readTree(item.data());
                if (sent == null || !sent.path("logEvents").isArray()) {
                    throw new IOException("no log events");
                }
                if (sent.path("messageType").asText().equals("DATA_MESSAGE")) {
                    var out = new ByteArrayOutputStream();
                    for (var event : sent.path("logEvents")) {
                        out.writeBytes(event.path("message").asText().getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                    }
                    next.add(item.with(out.toByteArray()));
                }
            } catch (IOException e) {
                failed.accept(item.failing(
                        "CloudWatchLogProcessing.Failed", "A record is not of CloudWatch Logs: " + e.getMessage()));
            }
        }
        return next;
    }
}
