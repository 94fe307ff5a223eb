package tarn.policy;

import java.util.Locale;

/**
 * Whether something may be done.
 *
 * @param action as AWS writes it, such as {@code s3:GetObject}
 * @param resource the ARN of what it is done to, or {@code *}
 * @param key the action in lower case, as which it is compared
 */
public record Question(String action, String resource, Context context, String key) {

    public Question(String action, String resource, Context context) {
        this(action, resource, context, action.toLowerCase(Locale.ROOT));
    }
}
