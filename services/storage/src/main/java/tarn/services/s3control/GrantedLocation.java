package tarn.services.s3control;

import java.time.Instant;

/**
 * A part of S3 that is registered with access grants, as it is kept.
 *
 * @param scope {@code s3://}, or with a bucket and a prefix behind it
 * @param role which role is taken for who is granted something of it
 * @param grants how many grants there are of it, so that none is left behind where it is removed
 */
record GrantedLocation(String id, String arn, String scope, String role, Instant created, int grants) {

    GrantedLocation with(int more) {
        return new GrantedLocation(id, arn, scope, role, created, grants + more);
    }

    GrantedLocation with(String otherRole) {
        return new GrantedLocation(id, arn, scope, otherRole, created, grants);
    }

    /** What a grant of a part of it covers. */
    String covered(String part) {
        var whole = scope.endsWith("/") ? scope : scope + "/";
        return whole + (part.isEmpty() ? "*" : part);
    }
}
