package tarn.services.s3;

import static tarn.services.s3.ReplicationFaults.accountDiffers;
import static tarn.services.s3.ReplicationFaults.destinationIsSource;
import static tarn.services.s3.ReplicationFaults.destinationNotVersioned;
import static tarn.services.s3.ReplicationFaults.invalidRole;
import static tarn.services.s3.ReplicationFaults.noReplication;
import static tarn.services.s3.ReplicationFaults.sourceNotVersioned;

import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;
import tarn.kernel.Ids;
import tarn.kernel.Part;
import tarn.store.Key;

/**
 * The replication of buckets.
 *
 * <p>Existing objects are left to batch jobs, as by AWS. Of changes made to replicas, tags and locks are taken back.
 */
final class BucketReplication implements S3Client, Part {

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/.+");

    private final Holdings holdings;
    private final Ids ids;

    BucketReplication(Holdings holdings, Ids ids) {
        this.holdings = holdings;
        this.ids = ids;
    }

    @Override
    public PutBucketReplicationResponse putBucketReplication(PutBucketReplicationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = request.replicationConfiguration();
        if (!ROLE.matcher(configuration.role()).matches()) {
            throw invalidRole(configuration.role());
        }
        var checked = ReplicationRules.checked(configuration, ids);
        if (bucket.versioning() != Versioning.ENABLED) {
            throw sourceNotVersioned();
        }
        checked.rules().forEach(rule -> check(bucket, rule.destination()));
        holdings.replications().configurations().put(bucket.name(), checked);
        return PutBucketReplicationResponse.builder().build();
    }

    private void check(OwnedBucket source, Destination destination) {
        var name = BucketNames.ofArn(destination.bucket());
        if (name.equals(source.name())) {
            throw destinationIsSource();
        }
        var target = holdings.buckets().get(Key.of(name)).orElseThrow(ReplicationFaults::destinationMissing);
        if (target.versioning() != Versioning.ENABLED) {
            throw destinationNotVersioned();
        }
        if (destination.account() != null && !destination.account().equals(target.owner())) {
            throw accountDiffers(destination.account());
        }
    }

    @Override
    public GetBucketReplicationResponse getBucketReplication(GetBucketReplicationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketReplicationResponse.builder()
                .replicationConfiguration(holdings.replications()
                        .configurations()
                        .find(bucket.name())
                        .orElseThrow(() -> noReplication(bucket.name())))
                .build();
    }

    @Override
    public DeleteBucketReplicationResponse deleteBucketReplication(DeleteBucketReplicationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        holdings.replications().configurations().delete(bucket.name());
        return DeleteBucketReplicationResponse.builder().build();
    }
}
