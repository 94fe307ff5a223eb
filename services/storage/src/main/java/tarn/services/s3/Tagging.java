package tarn.services.s3;

import static tarn.services.s3.S3Faults.noSuchTagSet;

import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import tarn.kernel.Part;

/** Tags of objects and buckets. */
final class Tagging implements S3Client, Part {

    private final Holdings holdings;

    Tagging(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var tags = Tags.ofObject(request.tagging().tagSet());
        var object = holdings.versions()
                .change(request.bucket(), request.key(), request.versionId(), found -> found.withTags(tags));
        return PutObjectTaggingResponse.builder()
                .versionId(bucket.shown(object))
                .build();
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
        return GetObjectTaggingResponse.builder()
                .versionId(bucket.shown(object))
                .tagSet(Tags.toList(object.tags()))
                .build();
    }

    @Override
    public DeleteObjectTaggingResponse deleteObjectTagging(DeleteObjectTaggingRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var object = holdings.versions()
                .change(request.bucket(), request.key(), request.versionId(), found -> found.withTags(Map.of()));
        return DeleteObjectTaggingResponse.builder()
                .versionId(bucket.shown(object))
                .build();
    }

    @Override
    public PutBucketTaggingResponse putBucketTagging(PutBucketTaggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        retag(request.bucket(), Tags.ofBucket(request.tagging().tagSet()));
        return PutBucketTaggingResponse.builder().build();
    }

    @Override
    public GetBucketTaggingResponse getBucketTagging(GetBucketTaggingRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (bucket.tags().isEmpty()) {
            throw noSuchTagSet(bucket.name());
        }
        return GetBucketTaggingResponse.builder()
                .tagSet(Tags.toList(bucket.tags()))
                .build();
    }

    @Override
    public DeleteBucketTaggingResponse deleteBucketTagging(DeleteBucketTaggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        retag(request.bucket(), Map.of());
        return DeleteBucketTaggingResponse.builder().build();
    }

    private void retag(String bucket, Map<String, String> tags) {
        holdings.change(bucket, present -> present.withTags(tags));
    }
}
