package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;

class BucketsTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final Caller STRANGER = Caller.root("210987654321", "us-east-1", "test-request");

    @Test
    void aBucketThatWasCreatedIsListedWithItsTime() {
        var answer = tarn.s3().listBuckets();
        assertThat(answer.buckets()).extracting(Bucket::name).containsExactly(BUCKET);
        assertThat(answer.buckets().getFirst().creationDate()).isEqualTo(TestPlatform.START);
        assertThat(answer.owner().id()).matches("[0-9a-f]{64}");
    }

    @Test
    void aBucketIsListedByPrefixAndPageByPage() {
        IntStream.range(0, 7).forEach(i -> tarn.s3().createBucket(request -> request.bucket("log-" + i)));
        var first = tarn.s3().listBuckets(request -> request.prefix("log-").maxBuckets(5));
        assertThat(first.buckets()).hasSize(5);
        var second = tarn.s3()
                .listBuckets(
                        request -> request.prefix("log-").maxBuckets(5).continuationToken(first.continuationToken()));
        assertThat(second.buckets()).extracting(Bucket::name).containsExactly("log-5", "log-6");
        assertThat(second.continuationToken()).isNull();
        assertThat(second.buckets().getFirst().bucketRegion()).isEqualTo("us-east-1");
    }

    @Test
    void aBucketNameIsCheckedAndUniqueOverAccounts() {
        refused(400, "InvalidBucketName", () -> tarn.s3().createBucket(request -> request.bucket("No_Name")));
        STRANGER.run(() ->
                refused(409, "BucketAlreadyExists", () -> tarn.s3().createBucket(request -> request.bucket(BUCKET))));
    }

    @Test
    void creatingOnesOwnBucketAgainSucceedsOnlyInTheFirstRegion() {
        assertThat(tarn.s3().createBucket(request -> request.bucket(BUCKET)).location())
                .isEqualTo("/" + BUCKET);
        TestPlatform.CALLER.in("eu-west-1").run(() -> {
            tarn.s3()
                    .createBucket(request -> request.bucket("irish")
                            .createBucketConfiguration(where -> where.locationConstraint("eu-west-1")));
            refused(
                    409,
                    "BucketAlreadyOwnedByYou",
                    () -> tarn.s3()
                            .createBucket(request -> request.bucket("irish")
                                    .createBucketConfiguration(where -> where.locationConstraint("eu-west-1"))));
        });
        assertThat(tarn.s3()
                        .getBucketLocation(request -> request.bucket("irish"))
                        .locationConstraintAsString())
                .isEqualTo("eu-west-1");
        assertThat(tarn.s3()
                        .getBucketLocation(request -> request.bucket(BUCKET))
                        .locationConstraint())
                .isNull();
        assertThat(tarn.s3().headBucket(request -> request.bucket("irish")).bucketRegion())
                .isEqualTo("eu-west-1");
    }

    @Test
    void aLocationMustSuitTheEndpoint() {
        TestPlatform.CALLER.in("eu-west-1").run(() -> {
            refused(
                    400,
                    "IllegalLocationConstraintException",
                    () -> tarn.s3().createBucket(request -> request.bucket("elsewhere")));
            refused(
                    400,
                    "IllegalLocationConstraintException",
                    () -> tarn.s3()
                            .createBucket(request -> request.bucket("elsewhere")
                                    .createBucketConfiguration(where -> where.locationConstraint("eu-central-1"))));
        });
    }

    @Test
    void anotherAccountReachesNothingOfABucket() {
        tarn.put("key", "secret");
        STRANGER.run(() -> {
            refused(403, "AccessDenied", () -> tarn.s3().headBucket(request -> request.bucket(BUCKET)));
            refused(403, "AccessDenied", () -> tarn.get("key"));
            refused(403, "AccessDenied", () -> tarn.put("key", "theirs"));
            refused(403, "AccessDenied", () -> tarn.s3().deleteBucket(request -> request.bucket(BUCKET)));
            assertThat(tarn.s3().listBuckets().buckets()).isEmpty();
        });
        assertThat(tarn.get("key")).isEqualTo("secret");
    }

    @Test
    void anExpectedOwnerMustBeTheOwner() {
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3().headBucket(request -> request.bucket(BUCKET).expectedBucketOwner("210987654321")));
        tarn.s3().headBucket(request -> request.bucket(BUCKET).expectedBucketOwner(TestPlatform.ACCOUNT));
    }

    @Test
    void onlyAnEmptyBucketIsDeleted() {
        tarn.put("key", "content");
        refused(409, "BucketNotEmpty", () -> tarn.s3().deleteBucket(request -> request.bucket(BUCKET)));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        tarn.s3().createMultipartUpload(request -> request.bucket(BUCKET).key("unfinished"));
        tarn.s3().deleteBucket(request -> request.bucket(BUCKET));
        refused(404, "NoSuchBucket", () -> tarn.s3().headBucket(request -> request.bucket(BUCKET)));
        refused(404, "NoSuchBucket", () -> tarn.put("key", "content"));
        assertThat(tarn.s3().listBuckets().buckets()).isEmpty();

        tarn.s3().createBucket(request -> request.bucket(BUCKET));
        assertThat(tarn.s3()
                        .listMultipartUploads(request -> request.bucket(BUCKET))
                        .uploads())
                .isEmpty();
    }

    @Test
    void bucketTagsAreKeptInOrder() {
        refused(404, "NoSuchTagSet", () -> tarn.s3().getBucketTagging(request -> request.bucket(BUCKET)));
        var tags = new Tag[] {tag("team", "data"), tag("cost", "42")};
        tarn.s3().putBucketTagging(request -> request.bucket(BUCKET).tagging(set -> set.tagSet(tags)));
        assertThat(tarn.s3().getBucketTagging(request -> request.bucket(BUCKET)).tagSet())
                .containsExactly(tags);
        tarn.s3().deleteBucketTagging(request -> request.bucket(BUCKET));
        refused(404, "NoSuchTagSet", () -> tarn.s3().getBucketTagging(request -> request.bucket(BUCKET)));
    }

    @Test
    void aNewBucketIsPrivateEncryptedAndUnversioned() {
        assertThat(tarn.s3()
                        .getBucketVersioning(request -> request.bucket(BUCKET))
                        .status())
                .isNull();
        assertThat(tarn.s3().getBucketAcl(request -> request.bucket(BUCKET)).grants())
                .singleElement()
                .satisfies(grant -> assertThat(grant.permission()).isEqualTo(Permission.FULL_CONTROL));
        assertThat(tarn.s3()
                        .getBucketEncryption(request -> request.bucket(BUCKET))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithm())
                .isEqualTo(ServerSideEncryption.AES256);
        assertThat(tarn.s3()
                        .getPublicAccessBlock(request -> request.bucket(BUCKET))
                        .publicAccessBlockConfiguration()
                        .blockPublicPolicy())
                .isTrue();
    }

    @Test
    void whatABucketCannotDoYetIsRefused() {
        refused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                () -> tarn.s3().createBucket(request -> request.bucket("public").acl(BucketCannedACL.PUBLIC_READ)));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
