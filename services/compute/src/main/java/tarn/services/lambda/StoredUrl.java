package tarn.services.lambda;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.InvokeMode;

/**
 * The URL of a function or of one of its aliases.
 *
 * @param id by which requests find it
 * @param alias null for the function itself
 * @param auth NONE or AWS_IAM
 * @param mode BUFFERED or RESPONSE_STREAM
 * @param cors null if pages of other origins are left to the function
 */
record StoredUrl(
        String id,
        String account,
        String region,
        String function,
        @Nullable String alias,
        String auth,
        String mode,
        @Nullable Cors cors,
        Instant created,
        Instant changed) {

    Reference reference() {
        return new Reference(account, region, function, alias);
    }

    boolean signed() {
        return auth.equals(FunctionUrlAuthType.AWS_IAM.toString());
    }

    boolean streams() {
        return mode.equals(InvokeMode.RESPONSE_STREAM.toString());
    }
}
