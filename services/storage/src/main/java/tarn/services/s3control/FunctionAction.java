package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.fault;
import static tarn.services.s3control.ControlFaults.invalidRequest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.LambdaInvokeOperation;
import tarn.kernel.Platform;
import tarn.services.s3control.Targets.Target;

/**
 * A function that is invoked for each object. It answers what became of it; what failed for the moment is tried again, some
 * times.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html">Invoke AWS Lambda
 *     function</a>
 */
record FunctionAction(Platform platform, LambdaInvokeOperation asked, String job) implements JobAction {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS_MAX = 3;

    static FunctionAction of(LambdaInvokeOperation asked, Platform platform, String job) {
        var version = asked.invocationSchemaVersion();
        if (asked.functionArn() == null || (version != null && !version.equals("1.0") && !version.equals("2.0"))) {
            throw invalidRequest("LambdaInvoke needs a FunctionArn and, if any, InvocationSchemaVersion 1.0 or 2.0.");
        }
        return new FunctionAction(platform, asked, job);
    }

    private boolean second() {
        return "2.0".equals(asked.invocationSchemaVersion());
    }

    @Override
    public void run(S3Client s3, Target target) {
        JsonNode result = JSON.missingNode();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            result = invoked(target);
            if (result.path("resultCode").asText().equals("Succeeded")) {
                return;
            }
            if (!result.path("resultCode").asText().equals("TemporaryFailure")) {
                break;
            }
        }
        throw fault(
                400,
                result.path("resultCode").asText("PermanentFailure"),
                result.path("resultString").asText("The function gave no result for the task."));
    }

    private JsonNode invoked(Target target) {
        var task = platform.ids().uuid().toString();
        var answer = platform.client(LambdaClient.class)
                .invoke(request -> request.functionName(asked.functionArn())
                        .payload(SdkBytes.fromUtf8String(event(target, task))));
        var text = answer.payload() == null ? "" : answer.payload().asUtf8String();
        if (answer.functionError() != null) {
            throw fault(400, "PermanentFailure", "The function failed: " + text);
        }
        try {
            for (var result : JSON.readTree(text).path("results")) {
                if (result.path("taskId").asText().equals(task)) {
                    return result;
                }
            }
            return JSON.createObjectNode().put("resultCode", "PermanentFailure");
        } catch (JacksonException e) {
            throw fault(400, "PermanentFailure", "The function did not answer JSON.");
        }
    }

    private String event(Target target, String id) {
        var event = JSON.createObjectNode()
                .put("invocationSchemaVersion", second() ? "2.0" : "1.0")
                .put("invocationId", platform.ids().uuid().toString());
        var told = event.putObject("job").put("id", job);
        if (second()) {
            var arguments = told.putObject("userArguments");
            asked.userArguments().forEach(arguments::put);
        }
        var task = event.putArray("tasks").addObject().put("taskId", id);
        task.put(
                        "s3Key",
                        URLEncoder.encode(target.key(), StandardCharsets.UTF_8).replace("%2F", "/"))
                .put("s3VersionId", target.version());
        if (second()) {
            task.put("s3Bucket", target.bucket());
        } else {
            task.put("s3BucketArn", "arn:aws:s3:::" + target.bucket());
        }
        return event.toString();
    }
}
