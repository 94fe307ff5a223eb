package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;

/**
 * A function as a request names it: {@code name}, {@code name:qualifier}, {@code account:function:name} or an ARN.
 *
 * @param qualifier a version or an alias; null if none was given
 */
record Reference(
        String account,
        String region,
        String name,
        @Nullable String qualifier) {

    static final String LATEST = "$LATEST";

    private static final int NAME_MAX = 64;
    private static final Pattern FORM = Pattern.compile(
            "(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\\d):)?"
                    + "(?:(?<account>\\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?");

    /** @param qualifier as a request's own member gives it; null if it does not */
    static Reference of(String text, @Nullable String qualifier) {
        var match = FORM.matcher(text);
        var caller = Caller.current();
        if (!match.matches() || match.group("name").length() > NAME_MAX) {
            throw invalid("The function name " + text + " is not valid");
        }
        var region = match.group("region");
        if (region != null && !region.equals(caller.region())) {
            throw notFound(
                    "Functions from '" + region + "' are not reachable in this region ('" + caller.region() + "')");
        }
        var inside = match.group("qualifier");
        if (inside != null && qualifier != null && !inside.equals(qualifier)) {
            throw invalid("The derived qualifier from the function name does not match the specified qualifier.");
        }
        var account = match.group("account");
        return new Reference(
                account == null ? caller.account() : account,
                caller.region(),
                match.group("name"),
                inside == null ? qualifier : inside);
    }

    static Reference of(String text) {
        return of(text, null);
    }

    /** The function's ARN without a qualifier. */
    String arn() {
        return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
    }

    /** The ARN as it was named. */
    String qualifiedArn() {
        return qualifier == null ? arn() : arn() + ":" + qualifier;
    }

    /** Throws if a version or alias is named where only the function itself may be. */
    Reference unqualified() {
        if (qualifier != null && !qualifier.equals(LATEST)) {
            throw invalid(
                    "This operation is permitted on Lambda functions only. Aliases and versions do not support this"
                            + " operation. Please specify either a function name or an unqualified function ARN.");
        }
        return this;
    }
}
