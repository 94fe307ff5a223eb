package tarn.services.s3control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.Permission;

/**
 * An access grant as it is kept.
 *
 * @param grantee the ARN of an IAM user or role
 * @param part what was asked for of the location; null if nothing was said
 * @param scope what is granted: an object, or, with a star at its end, all that begins so
 */
record Grant(
        String id,
        String arn,
        String location,
        @Nullable String part,
        String scope,
        String grantee,
        Permission permission,
        Instant created) {

    /** Whether this grants somebody a permission on a target, which may end in a star like a scope. */
    boolean gives(Permission asked, String target) {
        return (permission == asked || permission == Permission.READWRITE)
                && (scope.endsWith("*")
                        ? target.startsWith(scope.substring(0, scope.length() - 1))
                        : target.equals(scope));
    }

    /**
     * Whether it is granted to a principal: the user or role it names, or a session of the role.
     *
     * @param principal an ARN
     */
    boolean isFor(String principal) {
        if (grantee.equals(principal)) {
            return true;
        }
        int session = principal.indexOf(":assumed-role/");
        if (session < 0 || !grantee.contains(":role/")) {
            return false;
        }
        var account = principal.split(":", 6)[4];
        var role = principal.substring(session + ":assumed-role/".length()).split("/", 2)[0];
        return grantee.split(":", 6)[4].equals(account)
                && grantee.substring(grantee.lastIndexOf('/') + 1).equals(role);
    }
}
