package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameterName;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tarn.kernel.Arn;

/**
 * Has a function change records, as many at a time as its buffer holds: what it answers Ok goes on, what it Dropped
 * vanishes, what it failed goes where failed records go. A call that fails is made again, three times if nothing else is
 * said.
 */
final class Transforming implements Processing.Step {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int RETRIES = 3;
    private static final int MEGABYTE = 1 << 20;

    /** A payload of Lambda is 6 MiB at most, and base64 takes a third more. */
    private static final int MEGABYTES_MAX = 3;

    private final DeliveryStreams streams;
    private final DeliveryStream stream;
    private final String function;
    private final int retries;
    private final long bytesMax;
    private final String role;

    Transforming(DeliveryStreams streams, DeliveryStream stream, Destination destination, Processor processor) {
        this.streams = streams;
        this.stream = stream;
        this.function = Processing.parameter(processor, ProcessorParameterName.LAMBDA_ARN)
                .orElseThrow();
        this.retries = Processing.parameter(processor, ProcessorParameterName.NUMBER_OF_RETRIES)
                .map(Integer::parseInt)
                .orElse(RETRIES);
        this.bytesMax = (long) (Processing.parameter(processor, ProcessorParameterName.BUFFER_SIZE_IN_M_BS)
                        .map(Double::parseDouble)
                        .orElse(1.0)
                * MEGABYTE);
        this.role =
                Processing.parameter(processor, ProcessorParameterName.ROLE_ARN).orElse(destination.role());
    }

    static void check(Processor processor, String function) {
        if (Arn.parse(function).filter(arn -> arn.service().equals("lambda")).isEmpty()) {
            throw invalid("LambdaArn " + function + " is not the ARN of a function.");
        }
        number(processor, ProcessorParameterName.NUMBER_OF_RETRIES, 0, 300);
        number(processor, ProcessorParameterName.BUFFER_SIZE_IN_M_BS, 0.2, MEGABYTES_MAX);
        number(processor, ProcessorParameterName.BUFFER_INTERVAL_IN_SECONDS, 0, 900);
    }

    private static void number(Processor processor, ProcessorParameterName name, double least, double most) {
        Processing.parameter(processor, name).ifPresent(text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= least && value <= most) {
                    return;
                }
            } catch (NumberFormatException _) {
                // Refused below.
            }
            throw invalid("The parameter " + name + " must be a number from " + least + " to " + most + ".");
        });
    }

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var next = new ArrayList<Item>();
        int from = 0;
        while (from < items.size()) {
            long bytes = 0;
            int to = from;
            while (to < items.size() && (to == from || bytes + items.get(to).data().length <= bytesMax)) {
                bytes += items.get(to).data().length;
                to++;
            }
            transform(items.subList(from, to), next, failed);
            from = to;
        }
        return next;
    }

    private void transform(List<Item> items, List<Item> next, Consumer<Item.Failure> failed) {
        var payload = SdkBytes.fromUtf8String(event(items).toString());
        var caller = streams.role(stream, role);
        String code = "";
        String message = "";
        for (int attempt = 0; attempt <= retries; attempt++) {
            try {
                var answer = caller.call(() -> streams.platform()
                        .client(LambdaClient.class)
                        .invoke(call -> call.functionName(function).payload(payload)));
                if (answer.functionError() == null) {
                    take(items, JSON.readTree(answer.payload().asByteArray()).path("records"), next, failed);
                    return;
                }
                code = "Lambda.FunctionError";
                message = "The Lambda function was successfully invoked but it returned an error result.";
            } catch (SdkException e) {
                code = "Lambda.InvokeAccessDenied";
                if (!String.valueOf(e.getMessage()).contains("not authorized")) {
                    code = "Lambda.InvokeFailed";
                }
                message = "The Lambda function could not be invoked: " + e.getMessage();
            } catch (IOException e) {
                code = "Lambda.JsonProcessingException";
                message = "There was an error parsing returned records from the Lambda function.";
            }
        }
        for (var item : items) {
            failed.accept(new Item.Failure(item.came(), code, message, function));
        }
    }

    private com.fasterxml.jackson.databind.node.ObjectNode event(List<Item> items) {
        var event = JSON.createObjectNode();
        event.put("invocationId", streams.platform().ids().uuid().toString());
        event.put("deliveryStreamArn", stream.arn());
        event.put("region", Arn.parse(stream.arn()).orElseThrow().region());
        if (stream.source() != null) {
            event.put(
                    "sourceKinesisStreamArn",
                    stream.source().kinesisStreamSourceDescription().kinesisStreamARN());
        }
        var records = event.putArray("records");
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var record = records.addObject()
                    .put("recordId", id(item, i))
                    .put("approximateArrivalTimestamp", item.came().arrivedMillis())
                    .put("data", Base64.getEncoder().encodeToString(item.data()));
            var origin = item.came().origin();
            if (origin != null) {
                record.putObject("kinesisRecordMetadata")
                        .put("shardId", origin.shardId())
                        .put("partitionKey", origin.partitionKey())
                        .put("approximateArrivalTimestamp", origin.arrivedMillis())
                        .put("sequenceNumber", origin.sequenceNumber())
                        .put("subsequenceNumber", 0);
            }
        }
        return event;
    }

    /** Records that were taken apart have the same id; the place in the call tells them apart. */
    private static String id(Item item, int index) {
        return item.came().id() + String.format(java.util.Locale.ROOT, "%06d", index);
    }

    private void take(List<Item> items, JsonNode answers, List<Item> next, Consumer<Item.Failure> failed)
            throws IOException {
        if (!answers.isArray()) {
            throw new IOException("no records");
        }
        var byId = new HashMap<String, JsonNode>();
        var twice = new java.util.HashSet<String>();
        for (var answer : answers) {
            if (byId.put(answer.path("recordId").asText(), answer) != null) {
                twice.add(answer.path("recordId").asText());
            }
        }
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var id = id(item, i);
            var failure = twice.contains(id)
                    ? Optional.of(failure(
                            item,
                            "Lambda.DuplicatedRecordId",
                            "Multiple records were returned with the same record ID."))
                    : take(item, byId.get(id), next);
            failure.ifPresent(failed);
        }
    }

    private Item.Failure failure(Item item, String code, String message) {
        return new Item.Failure(item.came(), code, message, function);
    }

    private Optional<Item.Failure> take(
            Item item, @org.jspecify.annotations.Nullable JsonNode answer, List<Item> next) {
        if (answer == null) {
            return Optional.of(failure(
                    item,
                    "Lambda.MissingRecordId",
                    "One or more record Ids were not returned. Ensure that the Lambda "
                            + "function returns all received record Ids."));
        }
        var result = answer.path("result").asText();
        if (result.equals("Dropped")) {
            return Optional.empty();
        }
        if (result.equals("ProcessingFailed")) {
            return Optional.of(
                    failure(item, "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record"));
        }
        if (!result.equals("Ok")) {
            return Optional.of(failure(
                    item,
                    "Lambda.InvalidResult",
                    "The result " + result + " is none of Ok, Dropped, ProcessingFailed."));
        }
        try {
            var data = Base64.getDecoder().decode(answer.path("data").asText());
            Map<String, String> keys = new HashMap<>();
            for (var key : answer.path("metadata").path("partitionKeys").properties()) {
                keys.put(key.getKey(), key.getValue().asText());
            }
            next.add(item.given(data, keys));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    failure(item, "Lambda.JsonProcessingException", "The data of a returned record is not base64."));
        }
    }
}
