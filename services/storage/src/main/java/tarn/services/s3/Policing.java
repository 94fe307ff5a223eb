package tarn.services.s3;

import static tarn.services.s3.SettingFaults.noPolicy;
import static tarn.services.s3.SettingFaults.publicPolicyBlocked;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import tarn.access.Publicness;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** Bucket policies. A policy is told as it was put, to the byte. */
final class Policing implements S3Client, Part {

    private final Holdings holdings;
    private final Exposure exposure;
    private final BucketPolicies policies;

    Policing(Holdings holdings, Exposure exposure, BucketPolicies policies) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.policies = policies;
    }

    @Override
    public PutBucketPolicyResponse putBucketPolicy(PutBucketPolicyRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var text = request.policy() == null ? "" : request.policy();
        var policy = PolicyText.of(text, request.bucket());
        if (exposure.blocksPublicPolicies(request.bucket()) && Publicness.isPublic(policy.statements())) {
            throw publicPolicyBlocked(Caller.current().principal(), request.bucket());
        }
        policies.kept().put(request.bucket(), text);
        return PutBucketPolicyResponse.builder().build();
    }

    @Override
    public GetBucketPolicyResponse getBucketPolicy(GetBucketPolicyRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketPolicyResponse.builder().policy(kept(request.bucket())).build();
    }

    @Override
    public GetBucketPolicyStatusResponse getBucketPolicyStatus(GetBucketPolicyStatusRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        boolean open =
                Publicness.isPublic(PolicyText.kept(kept(request.bucket())).statements());
        return GetBucketPolicyStatusResponse.builder()
                .policyStatus(status -> status.isPublic(open))
                .build();
    }

    @Override
    public DeleteBucketPolicyResponse deleteBucketPolicy(DeleteBucketPolicyRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        policies.kept().delete(request.bucket());
        return DeleteBucketPolicyResponse.builder().build();
    }

    private String kept(String bucket) {
        return policies.kept().find(bucket).orElseThrow(() -> noPolicy(bucket));
    }
}
