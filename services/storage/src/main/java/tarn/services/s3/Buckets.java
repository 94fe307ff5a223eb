package tarn.services.s3;

import static tarn.services.s3.S3Faults.aclsAreOffAtCreation;
import static tarn.services.s3.S3Faults.bucketNotEmpty;
import static tarn.services.s3.S3Faults.bucketOwnedAlready;
import static tarn.services.s3.S3Faults.bucketTaken;
import static tarn.services.s3.S3Faults.illegalLocation;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidBucketName;
import static tarn.services.s3.S3Faults.invalidLocation;
import static tarn.services.s3.S3Faults.notImplemented;
import static tarn.services.s3.S3Faults.tooManyBuckets;
import static tarn.services.s3.SettingFaults.publicAclBlockedAtCreation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import tarn.kernel.Caller;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.time.TarnClock;

/**
 * Creation, description and removal of buckets.
 *
 * <p>Names are unique over all accounts. A second store holds each account's names, so that listing them does not read
 * everybody's.
 */
final class Buckets implements S3Client, Part {

    private static final int PAGE_MAX = 10_000;
    private static final String HOME = "us-east-1";

    /** A name and nothing else: the bucket itself is kept once. */
    private static final Format<String> NAMES = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(String name) {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes, int version) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    private final Holdings holdings;
    private final Exposure exposure;
    private final Configurations<AccessList> acls;

    private final StorageFigures figures;

    /** How many buckets an account may have. */
    private final int quota;

    private final Store<String> owned;
    private final TarnClock clock;
    private final PagingTokens tokens;

    Buckets(
            Platform platform,
            Holdings holdings,
            Exposure exposure,
            Configurations<AccessList> acls,
            StorageFigures figures,
            int quota) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.acls = acls;
        this.figures = figures;
        this.quota = quota;
        this.owned = platform.store("s3/owned-buckets", Scope.ACCOUNT, NAMES);
        this.clock = platform.clock();
        this.tokens = platform.tokens();
    }

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest request) {
        var name = request.bucket();
        if (!BucketNames.valid(name) || !inNamespace(request)) {
            throw invalidBucketName(name);
        }
        var caller = Caller.current();
        var region = region(request, caller);
        var tags = request.createBucketConfiguration() == null
                ? Map.<String, String>of()
                : Tags.ofBucket(request.createBucketConfiguration().tags());
        var bucket = OwnedBucket.of(name, caller.account(), region, clock.instant(), tags);
        if (Boolean.TRUE.equals(request.objectLockEnabledForBucket())) {
            bucket = bucket.withVersioning(Versioning.ENABLED).withLock(LockRule.NO_DEFAULT);
        }
        var ownership = ownership(request);
        var acl = acl(request, ownership, caller);
        var key = Key.of(name);
        while (true) {
            var present = holdings.buckets().get(key);
            if (present.isPresent()) {
                return answerTaken(present.get(), caller, region);
            }
            if (owned.list(Range.all(), quota).size() >= quota) {
                throw tooManyBuckets();
            }
            var batch = holdings.batch().insert(holdings.buckets(), key, bucket).put(owned, key, name);
            exposure.own(batch, name, ownership);
            figures.plan(batch, bucket);
            acl.ifPresent(list -> acls.put(batch, name, list));
            if (batch.commit()) {
                return created(bucket);
            }
        }
    }

    /* Names of an account's own in a region end in both: prefix-123456789012-us-east-1-an. */
    private static boolean inNamespace(CreateBucketRequest request) {
        var caller = Caller.current();
        return switch (request.bucketNamespace()) {
            case ACCOUNT_REGIONAL ->
                request.bucket().endsWith("-" + caller.account() + "-" + region(request, caller) + "-an");
            case GLOBAL -> true;
            case UNKNOWN_TO_SDK_VERSION ->
                throw invalidArgument(
                        "Invalid bucket namespace", "x-amz-bucket-namespace", request.bucketNamespaceAsString());
            case null -> true;
        };
    }

    /* The block on what is public is on for every new bucket, so no public ACL can be given to it. */
    private static Optional<AccessList> acl(CreateBucketRequest request, ObjectOwnership ownership, Caller caller) {
        var asked = AskedAcl.of(
                request.aclAsString(),
                request.grantFullControl(),
                request.grantRead(),
                request.grantWrite(),
                request.grantReadACP(),
                request.grantWriteACP());
        var owner = Owners.id(caller.account());
        var list = asked.list(owner, owner);
        if (list.isPresent() && list.get().admitsOthers() && ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            throw aclsAreOffAtCreation();
        }
        if (list.isPresent() && list.get().isPublic()) {
            throw publicAclBlockedAtCreation();
        }
        return list.filter(AccessList::admitsOthers);
    }

    private static ObjectOwnership ownership(CreateBucketRequest request) {
        var asked = request.objectOwnership();
        if (asked == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
            throw invalidArgument(
                    "Invalid x-amz-object-ownership header: " + request.objectOwnershipAsString(),
                    "x-amz-object-ownership",
                    request.objectOwnershipAsString());
        }
        return asked == null ? ObjectOwnership.BUCKET_OWNER_ENFORCED : asked;
    }

    /* A bucket of one region asked for through another's endpoint is refused, as on AWS. */
    private static String region(CreateBucketRequest request, Caller caller) {
        var configuration = request.createBucketConfiguration();
        if (configuration != null && (configuration.location() != null || configuration.bucket() != null)) {
            throw notImplemented("CreateBucketConfiguration");
        }
        var location = configuration == null ? null : configuration.locationConstraintAsString();
        var region = location == null || location.isEmpty() ? HOME : location.equals("EU") ? "eu-west-1" : location;
        if (!region.equals(caller.region()) && !caller.region().equals(HOME)) {
            throw illegalLocation(location);
        }
        if (location != null && location.equals(HOME)) {
            throw invalidLocation(location);
        }
        return region;
    }

    /* In us-east-1, and only there, creating one's own bucket again succeeds. */
    private static CreateBucketResponse answerTaken(OwnedBucket present, Caller caller, String region) {
        if (!present.owner().equals(caller.account())) {
            throw bucketTaken();
        }
        if (!present.region().equals(HOME) || !region.equals(HOME)) {
            throw bucketOwnedAlready(present.name());
        }
        return created(present);
    }

    private static CreateBucketResponse created(OwnedBucket bucket) {
        return CreateBucketResponse.builder()
                .location("/" + bucket.name())
                .bucketArn("arn:aws:s3:::" + bucket.name())
                .build();
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return HeadBucketResponse.builder()
                .bucketArn("arn:aws:s3:::" + bucket.name())
                .bucketRegion(bucket.region())
                .accessPointAlias(false)
                .build();
    }

    @Override
    public GetBucketLocationResponse getBucketLocation(GetBucketLocationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var answer = GetBucketLocationResponse.builder();
        return bucket.region().equals(HOME)
                ? answer.build()
                : answer.locationConstraint(bucket.region()).build();
    }

    @Override
    public ListBucketsResponse listBuckets(ListBucketsRequest request) {
        int count = request.maxBuckets() == null ? PAGE_MAX : request.maxBuckets();
        if (count < 1 || count > PAGE_MAX) {
            throw invalidArgument(
                    "Argument max-buckets must be an integer between 1 and 10000",
                    "max-buckets",
                    Integer.toString(count));
        }
        var prefix = request.prefix() == null ? "" : request.prefix();
        var range = Range.all().startingWith(prefix);
        if (request.continuationToken() != null) {
            range = range.after(Key.of(position(request.continuationToken())));
        }
        var region = Optional.ofNullable(request.bucketRegion());
        var found = new ArrayList<Bucket>();
        String next = null;
        for (var entry : owned.scan(range)) {
            var bucket = holdings.buckets().get(Key.of(entry.value()));
            if (bucket.isEmpty()
                    || (region.isPresent() && !region.get().equals(bucket.get().region()))) {
                continue;
            }
            if (found.size() == count) {
                next = tokens.seal("ListBuckets", found.getLast().name().getBytes(StandardCharsets.UTF_8));
                break;
            }
            found.add(Bucket.builder()
                    .name(bucket.get().name())
                    .creationDate(bucket.get().created())
                    .bucketRegion(paged(request) ? bucket.get().region() : null)
                    .build());
        }
        return ListBucketsResponse.builder()
                .buckets(found)
                .owner(Owners.canonical(Caller.current().account()))
                .prefix(request.prefix())
                .continuationToken(next)
                .build();
    }

    /* Only requests that use one of the newer parameters are told regions. */
    private static boolean paged(ListBucketsRequest request) {
        return request.maxBuckets() != null || request.prefix() != null || request.bucketRegion() != null;
    }

    private String position(@Nullable String token) {
        return tokens.open("ListBuckets", token == null ? "" : token)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> invalidArgument(
                        "The continuation token provided is incorrect",
                        "continuation-token",
                        token == null ? "" : token));
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (!holdings.removeIfEmpty(bucket.name(), holdings.batch().delete(owned, Key.of(bucket.name())))) {
            throw bucketNotEmpty(bucket.name());
        }
        return DeleteBucketResponse.builder().build();
    }
}
