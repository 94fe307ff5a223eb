package tarn.services.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.access.AccessPoint;
import tarn.access.AccessPoints;
import tarn.access.Publicness;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.policy.Guard.Need;
import tarn.policy.ResourcePolicy;

/**
 * The access point that a request comes through, if it does: whoever comes so needs of it what he needs of the bucket.
 *
 * <p>Both are asked, the access point's policy for its ARN and the bucket's for the bucket's own, each beside the
 * policies of who asks. A bucket leaves the decision to its access points by a statement for everybody with the condition
 * {@code s3:DataAccessPointAccount} or {@code s3:DataAccessPointArn}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html">Configuring IAM
 *     policies for using access points</a>
 */
final class Through {

    /** What stands between an access point's ARN and the key of an object. */
    static final String OBJECT = "/object/";

    private final AccessPoints points;
    private final Exposure exposure;

    Through(AccessPoints points, Exposure exposure) {
        this.points = points;
        this.exposure = exposure;
    }

    private Optional<AccessPoint> point() {
        return Origin.ifBound().map(Origin::through).flatMap(arn -> points.named(arn, ""));
    }

    /** The ARN of the access point; null if there is none. */
    @Nullable
    String arn() {
        return point().map(AccessPoint::arn).orElse(null);
    }

    /** The account that the access point is of; null if there is none. */
    @Nullable
    String account() {
        return point().map(AccessPoint::account).orElse(null);
    }

    /** From where the access point is reached; null if there is none. */
    @Nullable
    String network() {
        return point().map(point -> point.vpc() == null ? "Internet" : "VPC").orElse(null);
    }

    /** What must be allowed at the access point where something is needed of a bucket. */
    List<Need> beside(Need need, String bucket, @Nullable String key) {
        return point()
                .filter(point -> point.bucket().equals(bucket))
                .map(point -> new Need(need.action(), point.arn() + (key == null ? "" : OBJECT + key)))
                .stream()
                .toList();
    }

    /** The ARN of the access point that a name means which stands for a bucket, as a copy's source does; null if none. */
    @Nullable
    String named(String bucket) {
        return points.named(bucket, Caller.current().region())
                .map(AccessPoint::arn)
                .orElse(null);
    }

    /** What must be allowed at the bucket where a copy's source is an object behind an access point. */
    List<Need> behind(Need need) {
        int object = need.arn().indexOf(OBJECT);
        return points.named(need.arn().substring(0, object), "").stream()
                .map(point -> new Need(
                        need.action(),
                        "arn:aws:s3:::" + point.bucket() + "/" + need.arn().substring(object + OBJECT.length())))
                .toList();
    }

    /**
     * Whose the access point of an ARN is, and its policy if the request comes through it, or copies an object behind it.
     * Of a copy's source the bucket is not told that it is reached through an access point: a bucket that leaves decisions to
     * its access points refuses it to other accounts.
     */
    Optional<ResourcePolicy> policy(String arn) {
        int object = arn.indexOf(OBJECT);
        var name = object < 0 ? arn : arn.substring(0, object);
        var through = object < 0 ? point().filter(point -> point.arn().equals(name)) : points.named(name, "");
        return through.isPresent()
                ? through.map(point -> ResourcePolicy.of(document(point), point.account()))
                : points.named(name, "").map(point -> ResourcePolicy.none(point.account()));
    }

    /* What blocks the public at the access point, its bucket or its account, blocks it here. */
    private @Nullable String document(AccessPoint point) {
        var text = point.policy();
        if (text == null || !(point.restrictPublicBuckets() || exposure.restrictsPublicBuckets(point.bucket()))) {
            return text;
        }
        var policy = PolicyText.kept(text);
        if (!Publicness.isPublic(policy.statements())) {
            return text;
        }
        ObjectNode document = policy.document().deepCopy();
        var statements = document.putArray("Statement");
        for (var statement : policy.statements()) {
            if (statement.path("Effect").asText().equals("Allow")) {
                BucketPolicies.restrict(statements, statement, point.account());
            } else {
                statements.add(statement);
            }
        }
        return document.toString();
    }
}
