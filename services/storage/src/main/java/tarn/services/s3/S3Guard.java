package tarn.services.s3;

import static tarn.services.s3.S3Faults.noSuchBucket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import tarn.kernel.Origin;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** What S3 knows of buckets and objects when it is to be decided who may touch them. */
final class S3Guard implements Guard {

    private static final String BUCKETS = "arn:aws:s3:::";
    private static final String POINT = ":accesspoint/";
    private static final String OBJECT_TAG = "s3:existingobjecttag/";
    private static final String PAYER = BucketPolicies.PAYER.toLowerCase(Locale.ROOT);

    private final Holdings holdings;
    private final BucketPolicies policies;
    private final Through through;

    /** The keys that tell how a request came, by what they tell of an ARN. */
    private final Map<String, Function<String, @Nullable String>> keys;

    S3Guard(Holdings holdings, BucketPolicies policies, Through through) {
        this.holdings = holdings;
        this.policies = policies;
        this.through = through;
        this.keys = Map.of(
                "s3:authtype", arn -> Origin.ifBound().map(S3Guard::authType).orElse(null),
                "s3:signatureversion",
                        arn -> Origin.ifBound().map(S3Guard::signatureVersion).orElse(null),
                "s3:signatureage",
                        arn -> Origin.ifBound().map(this::signatureAgeMillis).orElse(null),
                "s3:dataaccesspointarn", arn -> through.arn(),
                "s3:dataaccesspointaccount", arn -> through.account(),
                "s3:accesspointnetworkorigin", arn -> through.network(),
                "s3:resourceaccount", arn -> bucket(arn).map(OwnedBucket::owner).orElse(null));
    }

    /** A bucket, or an object in it. */
    private record Place(String bucket, @Nullable String key) {
        static Optional<Place> of(String arn) {
            if (!arn.startsWith(BUCKETS)) {
                return Optional.empty();
            }
            int slash = arn.indexOf('/');
            return Optional.of(
                    slash < 0
                            ? new Place(arn.substring(BUCKETS.length()), null)
                            : new Place(arn.substring(BUCKETS.length(), slash), arn.substring(slash + 1)));
        }
    }

    private Optional<OwnedBucket> bucket(String arn) {
        return Place.of(arn)
                .filter(place -> !place.bucket().isEmpty())
                .flatMap(place -> holdings.buckets().get(Key.of(place.bucket())));
    }

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        var source = switch (request) {
            case CopyObjectRequest copy -> CopySource.of(copy);
            case UploadPartCopyRequest copy -> CopySource.of(copy);
            default -> throw new IllegalArgumentException(request.getClass() + " has no source");
        };
        if (kind.equals("sourceversion") != (source.version() != null)) {
            return "";
        }
        var point = through.named(source.bucket());
        return (point == null ? BUCKETS + source.bucket() + "/" : point + Through.OBJECT) + source.key();
    }

    @Override
    public List<Need> beside(Need need) {
        if (need.arn().contains(Through.OBJECT) && need.arn().contains(POINT)) {
            return through.behind(need);
        }
        return Place.of(need.arn())
                .map(place -> through.beside(need, place.bucket(), place.key()))
                .orElse(List.of());
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        if (arn.contains(POINT)) {
            return through.policy(arn);
        }
        var place = Place.of(arn);
        return bucket(arn)
                .map(bucket -> ResourcePolicy.of(
                        policies.document(bucket.name(), place.map(Place::key).orElse(null))
                                .orElse(null),
                        bucket.owner()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Place.of(arn).filter(place -> place.key() == null).isPresent()
                ? bucket(arn).map(OwnedBucket::tags).orElse(Map.of())
                : Map.of();
    }

    @Override
    public List<String> values(String key, String arn, SdkRequest request) {
        if (key.startsWith(OBJECT_TAG)) {
            return objectTag(key.substring(OBJECT_TAG.length()), arn, request);
        }
        if (key.equals(PAYER)) {
            return request.getValueForField("RequestPayer", String.class).stream()
                    .toList();
        }
        var known = keys.get(key);
        var value = known == null ? null : known.apply(arn);
        return value == null ? List.of() : List.of(value);
    }

    private static @Nullable String authType(Origin origin) {
        return switch (origin.signature()) {
            case V4_HEADER -> "REST-HEADER";
            case V4_QUERY, V2_QUERY -> "REST-QUERY-STRING";
            case V4_FORM -> "POST";
            case NONE -> null;
        };
    }

    private static @Nullable String signatureVersion(Origin origin) {
        return switch (origin.signature()) {
            case V4_HEADER, V4_QUERY, V4_FORM -> "AWS4-HMAC-SHA256";
            case V2_QUERY -> "AWS";
            case NONE -> null;
        };
    }

    private @Nullable String signatureAgeMillis(Origin origin) {
        var signed = origin.signed();
        return signed == null
                ? null
                : Long.toString(Duration.between(signed, holdings.now()).toMillis());
    }

    private List<String> objectTag(String tag, String arn, SdkRequest request) {
        var place = Place.of(arn);
        if (place.isEmpty() || place.get().key() == null) {
            return List.of();
        }
        var version = request.getValueForField("VersionId", String.class).orElse(null);
        try {
            var object =
                    holdings.versions().object(place.get().bucket(), place.get().key(), version);
            return object.tags().entrySet().stream()
                    .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(tag))
                    .map(Map.Entry::getValue)
                    .toList();
        } catch (S3Exception absent) {
            return List.of();
        }
    }

    /** That a bucket does not exist is no secret: whoever may make buckets can find out. */
    @Override
    public Optional<AwsServiceException> absent(String arn, SdkRequest request) {
        return request instanceof CreateBucketRequest || arn.equals("*")
                ? Optional.empty()
                : Place.of(arn).filter(place -> bucket(arn).isEmpty()).map(place -> noSuchBucket(place.bucket()));
    }

    /** That a key does not exist is for those to know who may list the bucket. */
    @Override
    public Optional<Need> toSee(AwsServiceException fault, SdkRequest request) {
        boolean reads = request instanceof GetObjectRequest
                || request instanceof HeadObjectRequest
                || request instanceof GetObjectAttributesRequest;
        var details = fault.awsErrorDetails();
        var bucket = request.getValueForField("Bucket", String.class);
        return reads
                        && fault.statusCode() == 404
                        && (details == null || !"NoSuchBucket".equals(details.errorCode()))
                        && request.getValueForField("VersionId", String.class).isEmpty()
                ? bucket.map(name -> new Need("s3:ListBucket", BUCKETS + name))
                : Optional.empty();
    }

    /** The keys that may be deleted are; each of the others is an error in the answer. */
    @Override
    public Object without(Set<Need> refused, SdkRequest request, Function<SdkRequest, Object> rest) {
        var asked = (DeleteObjectsRequest) request;
        var left = new ArrayList<ObjectIdentifier>();
        var errors = new ArrayList<S3Error>();
        for (var object : asked.delete().objects()) {
            var arn = BUCKETS + asked.bucket() + "/" + object.key();
            var action = object.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
            if (refused.contains(new Need(action, arn))
                    || refused.contains(new Need("s3:BypassGovernanceRetention", arn))) {
                errors.add(S3Error.builder()
                        .key(object.key())
                        .versionId(object.versionId())
                        .code("AccessDenied")
                        .message("Access Denied")
                        .build());
            } else {
                left.add(object);
            }
        }
        if (left.isEmpty()) {
            return DeleteObjectsResponse.builder().errors(errors).build();
        }
        var answer = (DeleteObjectsResponse) rest.apply(asked.toBuilder()
                .delete(asked.delete().toBuilder().objects(left).build())
                .build());
        errors.addAll(answer.errors());
        return answer.toBuilder().errors(errors).build();
    }
}
