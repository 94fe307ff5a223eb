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
import tarn.store.Key;

/** Tags of objects and buckets. */
final class Tagging implements S3Client, Part {

    private final Holdings holdings;

    Tagging(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var tags = Tags.ofObject(request.tagging().tagSet());
        holdings.change(request.bucket(), request.key(), request.versionId(), object -> object.withTags(tags));
        return PutObjectTaggingResponse.builder().build();
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var object = holdings.object(request.bucket(), request.key(), request.versionId());
        return GetObjectTaggingResponse.builder()
                .tagSet(Tags.toList(object.tags()))
                .build();
    }

    @Override
    public DeleteObjectTaggingResponse deleteObjectTagging(DeleteObjectTaggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        holdings.change(request.bucket(), request.key(), request.versionId(), object -> object.withTags(Map.of()));
        return DeleteObjectTaggingResponse.builder().build();
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
        holdings.buckets()
                .update(
                        Key.of(bucket),
                        present -> present.orElseThrow(() -> S3Faults.noSuchBucket(bucket))
                                .withTags(tags));
    }
}
