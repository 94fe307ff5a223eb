package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.contentInvalid;
import static tarn.services.lambda.LambdaFaults.tooLarge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Events as they come. */
final class Payloads {

    /** Of a call that is waited for. */
    static final int SYNC_BYTES_MAX = 6_291_456;

    /** Of a call that is not. */
    static final int ASYNC_BYTES_MAX = 1_048_576;

    private static final JsonFactory JSON = new JsonFactory();

    /** The event of a request; without one, an empty object. Throws if it is not JSON or too large. */
    static byte[] of(@Nullable SdkBytes given, int bytesMax) {
        var bytes = given == null ? new byte[0] : given.asByteArrayUnsafe();
        if (bytes.length == 0) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
        if (bytes.length > bytesMax) {
            throw tooLarge("Request must be smaller than " + bytesMax + " bytes for the InvokeFunction operation");
        }
        try (var parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw contentInvalid("No content to map due to end-of-input");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw contentInvalid("Trailing content after the value");
            }
        } catch (JsonProcessingException e) {
            throw contentInvalid(e.getOriginalMessage());
        } catch (IOException e) {
            throw contentInvalid(String.valueOf(e.getMessage()));
        }
        return bytes;
    }

    private Payloads() {}
}
