package tarn.federation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks providers for small JSON documents: five seconds at most from the first byte to the last, 256 KB at most, no
 * redirection.
 */
final class Fetching {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 256 * 1024;
    private static final String FAILURE = "Couldn't retrieve verification key from your identity provider, please"
            + " reference AssumeRoleWithWebIdentity documentation for requirements";

    private final JsonMapper json = new JsonMapper();

    JsonNode json(URI address) throws Rejected {
        var client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(Redirect.NEVER)
                .build();
        try {
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            var response = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw Rejected.unreachable(FAILURE, new IOException(address + ": " + response.statusCode()));
            }
            return json.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw Rejected.unreachable(FAILURE, e);
        } catch (ExecutionException | TimeoutException | IOException | IllegalArgumentException e) {
            throw Rejected.unreachable(FAILURE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Rejected.unreachable(FAILURE, e);
        } finally {
            client.shutdownNow();
        }
    }
}
