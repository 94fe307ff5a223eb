package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import tarn.access.AccountBlocks;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Formats;

/** Bucket policies: told as they were put, refused where S3 refuses, and what of them counts. */
class BucketPoliciesTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final String READABLE = """
            {"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":%s,
              "Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"%s}]}""";

    private static String policy(String principal) {
        return READABLE.formatted(principal, "");
    }

    private void put(String policy) {
        tarn.s3().putBucketPolicy(request -> request.bucket(BUCKET).policy(policy));
    }

    private boolean isPublic() {
        return tarn.s3()
                .getBucketPolicyStatus(request -> request.bucket(BUCKET))
                .policyStatus()
                .isPublic();
    }

    private void unblock() {
        tarn.s3().deletePublicAccessBlock(request -> request.bucket(BUCKET));
    }

    @Test
    void aPolicyIsToldAsItWasPut() {
        refused(404, "NoSuchBucketPolicy", () -> tarn.s3().getBucketPolicy(request -> request.bucket(BUCKET)));
        refused(404, "NoSuchBucketPolicy", this::isPublic);
        var policy = policy("{\"AWS\": \"arn:aws:iam::210987654321:root\"}");
        put(policy);
        assertThat(tarn.s3().getBucketPolicy(request -> request.bucket(BUCKET)).policy())
                .isEqualTo(policy);
        assertThat(isPublic()).isFalse();
        tarn.s3().deleteBucketPolicy(request -> request.bucket(BUCKET));
        refused(404, "NoSuchBucketPolicy", () -> tarn.s3().getBucketPolicy(request -> request.bucket(BUCKET)));
    }

    @Test
    void aPublicPolicyNeedsTheBlockToBeTakenAway() {
        var fault = refused(403, "AccessDenied", () -> put(policy("\"*\"")));
        assertThat(fault.awsErrorDetails().errorMessage()).contains("BlockPublicPolicy");
        unblock();
        put(policy("\"*\""));
        assertThat(isPublic()).isTrue();
    }

    @Test
    void aPolicyIsPublicUnlessSomethingFixedNarrowsIt() {
        unblock();
        put(policy("{\"AWS\": [\"210987654321\", \"*\"]}"));
        assertThat(isPublic()).isTrue();
        var narrowing = Map.of(
                ",\"Condition\":{\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1\"}}", false,
                ",\"Condition\":{\"StringLike\":{\"aws:SourceVpc\":\"vpc-*\"}}", true,
                ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", false,
                ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"0.0.0.0/1\"]}}", true,
                ",\"Condition\":{\"StringNotEquals\":{\"aws:SourceVpc\":\"vpc-1\"}}", true,
                ",\"Condition\":{\"StringEquals\":{\"aws:Referer\":\"x\"}}", true);
        narrowing.forEach((condition, open) -> {
            put(READABLE.formatted("\"*\"", condition));
            assertThat(isPublic()).as(condition).isEqualTo(open);
        });
    }

    @Test
    void whatIsNoPolicyForTheBucketIsRefused() {
        var broken = Map.of(
                "",
                "Policies must be valid JSON and the first byte must be '{'",
                "[]",
                "Policies must be valid JSON and the first byte must be '{'",
                "{",
                "This policy contains invalid Json",
                "{} {}",
                "This policy contains invalid Json",
                "{\"Version\":\"2012-10-17\"}",
                "Missing required field Statement",
                "{\"Version\":\"2020-10-17\",\"Statement\":[]}",
                "The policy must contain a valid version string",
                "{\"Foo\":1}",
                "Unknown field Foo",
                policy("\"nobody\""),
                "Invalid principal in policy",
                policy("{\"AWS\":\"nobody\"}"),
                "Invalid principal in policy",
                policy("\"*\"").replace("Allow", "Permit"),
                "Invalid effect: Permit");
        broken.forEach((text, message) -> assertThat(refused(400, "MalformedPolicy", () -> put(text))
                        .awsErrorDetails()
                        .errorMessage())
                .isEqualTo(message));
        var principal = "{\"AWS\":\"210987654321\"}";
        var changed = Map.of(
                "\"Action\":\"s3:GetObject\",", "Missing required field Action",
                "s3:GetObject", "Policy has invalid action",
                "arn:aws:s3:::bucket/*", "Policy has invalid resource",
                "bucket/*", "Action does not apply to any resource(s) in statement");
        var replacements = Map.of(
                "\"Action\":\"s3:GetObject\",", "",
                "s3:GetObject", "sqs:SendMessage",
                "arn:aws:s3:::bucket/*", "arn:aws:s3:::other/*",
                "bucket/*", "bucket");
        changed.forEach((part, message) -> assertThat(refused(
                                400,
                                "MalformedPolicy",
                                () -> put(policy(principal).replace(part, replacements.get(part))))
                        .awsErrorDetails()
                        .errorMessage())
                .isEqualTo(message));
        refused(400, "MalformedPolicy", () -> put(policy(principal) + " ".repeat(21_000)));
        refused(
                400,
                "MalformedPolicy",
                () -> put(READABLE.formatted(principal, ",\"Condition\":{\"Like\":{\"aws:userid\":\"a\"}}")));
        refused(404, "NoSuchBucketPolicy", () -> tarn.s3().getBucketPolicy(request -> request.bucket(BUCKET)));
    }

    private BucketPolicies policies() {
        var holdings = new Holdings(tarn.platform());
        var exposure = new Exposure(holdings, new AccountBlocks(tarn.platform()));
        return new BucketPolicies(
                holdings,
                exposure,
                new Configurations<>(holdings, "bucket-acls", Formats.record(AccessList.class)),
                new ObjectGrants(holdings, exposure),
                new Configurations<>(holdings, "request-payment", Formats.record(RequestPaymentConfiguration.class)));
    }

    @Test
    void whatItsAccountBlocksABucketCannotOpen() {
        unblock();
        var blocks = new AccountBlocks(tarn.platform());
        blocks.put(TestPlatform.ACCOUNT, new AccountBlocks.Block(false, false, true, false));
        refused(403, "AccessDenied", () -> put(policy("\"*\"")));
        blocks.delete(TestPlatform.ACCOUNT);
        put(policy("\"*\""));
    }

    @Test
    void aRestrictedPublicPolicyCountsForTheOwnersAccountOnly() {
        unblock();
        put(policy("\"*\""));
        assertThat(policies().document(BUCKET, null)).contains(policy("\"*\""));
        tarn.s3()
                .putPublicAccessBlock(request -> request.bucket(BUCKET)
                        .publicAccessBlockConfiguration(block -> block.restrictPublicBuckets(true)));
        assertThat(policies().document(BUCKET, null).orElseThrow())
                .contains("\"ForAnyValue:StringEquals\":{\"aws:PrincipalAccount\":\"" + TestPlatform.ACCOUNT + "\"}")
                .contains("aws:PrincipalIsAWSService");
    }

    @Test
    void anAclCountsAsThePolicyItAmountsTo() {
        unblock();
        var rule = OwnershipControlsRule.builder()
                .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                .build();
        tarn.s3()
                .putBucketOwnershipControls(
                        request -> request.bucket(BUCKET).ownershipControls(controls -> controls.rules(rule)));
        assertThat(policies().document(BUCKET, null)).isEmpty();
        tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        assertThat(policies().document(BUCKET, null).orElseThrow())
                .contains("\"Principal\":\"*\"", "s3:ListBucket", "\"Resource\":\"arn:aws:s3:::bucket/*\"");
        tarn.s3()
                .putPublicAccessBlock(request ->
                        request.bucket(BUCKET).publicAccessBlockConfiguration(block -> block.ignorePublicAcls(true)));
        assertThat(policies().document(BUCKET, null)).isEmpty();
    }

    @Test
    void whereTheRequesterPaysWhoDoesNotSaySoIsDenied() {
        tarn.s3()
                .putBucketRequestPayment(request ->
                        request.bucket(BUCKET).requestPaymentConfiguration(payment -> payment.payer(Payer.REQUESTER)));
        assertThat(policies().document(BUCKET, null).orElseThrow())
                .contains("\"Effect\":\"Deny\"", "\"s3:x-amz-request-payer\":\"true\"")
                .contains("\"StringNotEquals\":{\"aws:PrincipalAccount\":\"" + TestPlatform.ACCOUNT + "\"}");
    }

    @Test
    void anObjectsAclGoesWithTheObject() {
        unblock();
        tarn.put("key", "private");
        refused(
                400,
                "AccessControlListNotSupported",
                () -> tarn.s3()
                        .putObjectAcl(
                                request -> request.bucket(BUCKET).key("key").acl(ObjectCannedACL.PUBLIC_READ)));
        var rule = OwnershipControlsRule.builder()
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED)
                .build();
        tarn.s3()
                .putBucketOwnershipControls(
                        request -> request.bucket(BUCKET).ownershipControls(controls -> controls.rules(rule)));
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("open").acl(ObjectCannedACL.PUBLIC_READ),
                        RequestBody.fromString("open"));
        tarn.s3().putObjectAcl(request -> request.bucket(BUCKET).key("key").acl(ObjectCannedACL.AUTHENTICATED_READ));
        assertThat(grants("open")).isEqualTo(2);
        assertThat(grants("key")).isEqualTo(2);
        assertThat(policies().document(BUCKET, "open").orElseThrow())
                .contains("\"Resource\":\"arn:aws:s3:::bucket/open\"", "s3:GetObject", "\"Principal\":\"*\"");
        assertThat(policies().document(BUCKET, "key").orElseThrow()).contains("aws:PrincipalArn");
        assertThat(policies().document(BUCKET, "other")).isEmpty();
        // What is written later under the same key has nothing of it
        tarn.put("open", "private again");
        assertThat(grants("open")).isEqualTo(1);
        assertThat(policies().document(BUCKET, "open")).isEmpty();
        tarn.s3()
                .putPublicAccessBlock(request ->
                        request.bucket(BUCKET).publicAccessBlockConfiguration(block -> block.blockPublicAcls(true)));
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("open").acl(ObjectCannedACL.PUBLIC_READ),
                                RequestBody.fromString("open")));
        assertThat(tarn.get("open")).isEqualTo("private again");
    }

    private int grants(String key) {
        return tarn.s3()
                .getObjectAcl(request -> request.bucket(BUCKET).key(key))
                .grants()
                .size();
    }
}
