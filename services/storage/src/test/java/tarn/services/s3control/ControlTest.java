package tarn.services.s3control;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3control.Control.BUCKET;
import static tarn.services.s3control.Control.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3control.model.AccessPoint;
import software.amazon.awssdk.services.s3control.model.NetworkOrigin;
import software.amazon.awssdk.services.s3control.model.Tag;
import tarn.kernel.testing.TestPlatform;

class ControlTest {

    private static final String ACCOUNT = TestPlatform.ACCOUNT;

    @RegisterExtension
    final Control tarn = new Control();

    @Test
    void anAccountKeepsItsBucketsFromThePublic() {
        refused(
                "NoSuchPublicAccessBlockConfigurationException",
                () -> tarn.control().getPublicAccessBlock(request -> request.accountId(ACCOUNT)));
        tarn.control()
                .putPublicAccessBlock(request -> request.accountId(ACCOUNT)
                        .publicAccessBlockConfiguration(block -> block.blockPublicPolicy(true)));
        var block = tarn.control()
                .getPublicAccessBlock(request -> request.accountId(ACCOUNT))
                .publicAccessBlockConfiguration();
        assertThat(block.blockPublicPolicy()).isTrue();
        assertThat(block.blockPublicAcls()).isFalse();
        tarn.control().deletePublicAccessBlock(request -> request.accountId(ACCOUNT));
        refused(
                "NoSuchPublicAccessBlockConfigurationException",
                () -> tarn.control().getPublicAccessBlock(request -> request.accountId(ACCOUNT)));
    }

    @Test
    void anotherAccountIsNotToBeAsked() {
        refused(
                "AccessDenied",
                () -> tarn.control().getPublicAccessBlock(request -> request.accountId("210987654321")));
    }

    @Test
    void tagsOfABucketAreThoseThatS3Tells() {
        var arn = "arn:aws:s3:::" + BUCKET;
        assertThat(tarn.control()
                        .listTagsForResource(
                                request -> request.accountId(ACCOUNT).resourceArn(arn))
                        .tags())
                .isEmpty();
        var tags = List.of(
                Tag.builder().key("a").value("1").build(),
                Tag.builder().key("b").value("2").build());
        tarn.control()
                .tagResource(
                        request -> request.accountId(ACCOUNT).resourceArn(arn).tags(tags));
        tarn.control()
                .untagResource(
                        request -> request.accountId(ACCOUNT).resourceArn(arn).tagKeys("a"));
        assertThat(tarn.s3().getBucketTagging(request -> request.bucket(BUCKET)).tagSet())
                .singleElement()
                .satisfies(tag -> assertThat(tag.key() + tag.value()).isEqualTo("b2"));
        tarn.control()
                .untagResource(
                        request -> request.accountId(ACCOUNT).resourceArn(arn).tagKeys("b"));
        refused("NoSuchTagSet", () -> tarn.s3().getBucketTagging(request -> request.bucket(BUCKET)));
    }

    @Test
    void accessPointsAreMadeToldListedAndRemoved() {
        for (var name : List.of("one", "three", "two")) {
            tarn.control()
                    .createAccessPoint(
                            request -> request.accountId(ACCOUNT).name(name).bucket(BUCKET));
        }
        refused(
                "AccessPointAlreadyOwnedByYou",
                () -> tarn.control()
                        .createAccessPoint(request ->
                                request.accountId(ACCOUNT).name("one").bucket(BUCKET)));
        refused(
                "NoSuchBucket",
                () -> tarn.control()
                        .createAccessPoint(request ->
                                request.accountId(ACCOUNT).name("four").bucket("missing-bucket")));
        refused(
                "InvalidRequest",
                () -> tarn.control()
                        .createAccessPoint(request ->
                                request.accountId(ACCOUNT).name("Wrong_Name").bucket(BUCKET)));
        var point = tarn.control()
                .getAccessPoint(request -> request.accountId(ACCOUNT).name("one"));
        assertThat(point.accessPointArn()).isEqualTo("arn:aws:s3:us-east-1:" + ACCOUNT + ":accesspoint/one");
        assertThat(point.alias()).startsWith("one-").endsWith("-s3alias").hasSizeLessThanOrEqualTo(63);
        assertThat(point.networkOrigin()).isEqualTo(NetworkOrigin.INTERNET);
        assertThat(point.publicAccessBlockConfiguration().restrictPublicBuckets())
                .isTrue();

        var first = tarn.control()
                .listAccessPoints(request -> request.accountId(ACCOUNT).maxResults(2));
        assertThat(first.accessPointList()).extracting(AccessPoint::name).containsExactly("one", "three");
        var second = tarn.control()
                .listAccessPoints(request -> request.accountId(ACCOUNT).nextToken(first.nextToken()));
        assertThat(second.accessPointList()).extracting(AccessPoint::name).containsExactly("two");
        assertThat(second.nextToken()).isNull();
        assertThat(tarn.control()
                        .listAccessPoints(request -> request.accountId(ACCOUNT).bucket("elsewhere"))
                        .accessPointList())
                .isEmpty();

        tarn.control().deleteAccessPoint(request -> request.accountId(ACCOUNT).name("one"));
        refused(
                "NoSuchAccessPoint",
                () -> tarn.control()
                        .getAccessPoint(request -> request.accountId(ACCOUNT).name("one")));
    }

    @Test
    void thePolicyOfAnAccessPointIsKept() {
        tarn.control()
                .createAccessPoint(
                        request -> request.accountId(ACCOUNT).name("one").bucket(BUCKET));
        refused(
                "NoSuchAccessPointPolicy",
                () -> tarn.control()
                        .getAccessPointPolicy(
                                request -> request.accountId(ACCOUNT).name("one")));
        var policy = """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"},
                 "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:us-east-1:123456789012:accesspoint/one/object/*"}}
                """;
        tarn.control()
                .putAccessPointPolicy(
                        request -> request.accountId(ACCOUNT).name("one").policy(policy));
        assertThat(tarn.control()
                        .getAccessPointPolicy(
                                request -> request.accountId(ACCOUNT).name("one"))
                        .policy())
                .isEqualTo(policy);
        refused(
                "MalformedPolicy",
                () -> tarn.control()
                        .putAccessPointPolicy(request ->
                                request.accountId(ACCOUNT).name("one").policy("{")));
        tarn.control()
                .deleteAccessPointPolicy(request -> request.accountId(ACCOUNT).name("one"));
        refused(
                "NoSuchAccessPointPolicy",
                () -> tarn.control()
                        .getAccessPointPolicy(
                                request -> request.accountId(ACCOUNT).name("one")));
    }
}
