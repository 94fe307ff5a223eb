package tarn.services.firehose;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.ContentEncoding;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationDescription;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Sends records to an HTTP endpoint as
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html says: a request is taken if it is answered
 * with 200 and a body that has its id.
 */
final class EndpointSending {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int STATUS_OK = 200;

    private final DeliveryStreams streams;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    EndpointSending(DeliveryStreams streams) {
        this.streams = streams;
    }

    /** An endpoint that did not take a request. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private final String code;

        RefusedException(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** @param requestId the same when a request is made again, so that an endpoint may know it */
    void send(DeliveryStream stream, HttpEndpointDestinationDescription endpoint, String requestId, List<Item> items)
            throws RefusedException {
        var body = body(requestId, items);
        boolean isPacked = endpoint.requestConfiguration().contentEncoding() == ContentEncoding.GZIP;
        var request = HttpRequest.newBuilder(
                        URI.create(endpoint.endpointConfiguration().url()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Amazon Kinesis Data Firehose Agent/1.0")
                .header("X-Amz-Firehose-Protocol-Version", "1.0")
                .header("X-Amz-Firehose-Request-Id", requestId)
                .header("X-Amz-Firehose-Source-Arn", stream.arn());
        if (isPacked) {
            request.header("Content-Encoding", "gzip");
        }
        var key = accessKey(stream, endpoint);
        if (key != null && !key.isEmpty()) {
            request.header("X-Amz-Firehose-Access-Key", key);
        }
        var common = JSON.createObjectNode();
        var attributes = common.putObject("commonAttributes");
        endpoint.requestConfiguration()
                .commonAttributes()
                .forEach(each -> attributes.put(each.attributeName(), each.attributeValue()));
        if (!attributes.isEmpty()) {
            request.header("X-Amz-Firehose-Common-Attributes", common.toString());
        }
        request.POST(HttpRequest.BodyPublishers.ofByteArray(isPacked ? packed(body) : body));
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            check(answer, requestId);
        } catch (IOException e) {
            throw new RefusedException(
                    "HttpEndpoint.ConnectionFailed", "The endpoint did not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("HttpEndpoint.ConnectionFailed", "The endpoint was not waited for.");
        }
    }

    private byte[] body(String requestId, List<Item> items) {
        var body = JSON.createObjectNode();
        body.put("requestId", requestId);
        body.put("timestamp", streams.platform().clock().millis());
        var records = body.putArray("records");
        items.forEach(
                item -> records.addObject().put("data", Base64.getEncoder().encodeToString(item.data())));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(byte[] body) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private @Nullable String accessKey(DeliveryStream stream, HttpEndpointDestinationDescription endpoint) {
        var secrets = endpoint.secretsManagerConfiguration();
        if (secrets == null || !Boolean.TRUE.equals(secrets.enabled())) {
            return stream.secret();
        }
        var role = secrets.roleARN() == null ? Destination.roleOf(endpoint) : secrets.roleARN();
        var secret = streams.role(stream, role)
                .call(() -> streams.platform()
                        .client(SecretsManagerClient.class)
                        .getSecretValue(get -> get.secretId(secrets.secretARN())))
                .secretString();
        try {
            return JSON.readTree(secret).path("api_key").asText();
        } catch (IOException e) {
            throw new IllegalStateException("The secret " + secrets.secretARN() + " is not JSON with an api_key", e);
        }
    }

    private static void check(HttpResponse<byte[]> answer, String requestId) throws RefusedException {
        if (answer.statusCode() != STATUS_OK) {
            throw new RefusedException(
                    "HttpEndpoint.DestinationException",
                    "The endpoint answered with HTTP status " + answer.statusCode() + ".");
        }
        try {
            var body = JSON.readTree(answer.body());
            if (body != null && body.path("requestId").asText().equals(requestId)) {
                return;
            }
        } catch (IOException _) {
            // Refused below.
        }
        throw new RefusedException(
                "HttpEndpoint.ResponseMalformed",
                "The response received from the endpoint is invalid: its requestId is not the request's.");
    }
}
