package tarn.services.s3;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import tarn.access.AccountBlocks;
import tarn.access.AccountBlocks.Block;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * How far buckets may be shown to others: who owns their objects, whether ACLs count, and what of the public is blocked.
 *
 * <p>Of a bucket for which nothing was ever set, everything public is blocked and ACLs are off, as on AWS since April
 * 2023. Who deletes these settings has a bucket without them: that is kept as a setting that says nothing.
 */
final class Exposure {

    private static final PublicAccessBlockConfiguration BLOCKED = PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(true)
            .ignorePublicAcls(true)
            .blockPublicPolicy(true)
            .restrictPublicBuckets(true)
            .build();
    private static final PublicAccessBlockConfiguration UNBLOCKED =
            PublicAccessBlockConfiguration.builder().build();
    private static final OwnershipControls DELETED =
            OwnershipControls.builder().rules(List.of()).build();

    private final Holdings holdings;
    private final AccountBlocks accounts;
    private final Configurations<PublicAccessBlockConfiguration> blocks;
    private final Configurations<OwnershipControls> ownerships;

    Exposure(Holdings holdings, AccountBlocks accounts) {
        this.holdings = holdings;
        this.accounts = accounts;
        this.blocks = new Configurations<>(
                holdings, "public-access-blocks", Formats.record(PublicAccessBlockConfiguration.class));
        this.ownerships = new Configurations<>(holdings, "ownership-controls", Formats.record(OwnershipControls.class));
    }

    /** What of the public is blocked; empty if that was deleted, and so nothing is. */
    Optional<PublicAccessBlockConfiguration> block(String bucket) {
        return Optional.of(blocks.find(bucket).orElse(BLOCKED)).filter(block -> block.blockPublicAcls() != null);
    }

    void block(String bucket, PublicAccessBlockConfiguration next) {
        blocks.put(
                bucket,
                PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(isTrue(next.blockPublicAcls()))
                        .ignorePublicAcls(isTrue(next.ignorePublicAcls()))
                        .blockPublicPolicy(isTrue(next.blockPublicPolicy()))
                        .restrictPublicBuckets(isTrue(next.restrictPublicBuckets()))
                        .build());
    }

    void unblock(String bucket) {
        blocks.put(bucket, UNBLOCKED);
    }

    /* What its account blocks, a bucket cannot open again. */
    private Optional<Block> account(String bucket) {
        return holdings.buckets().get(Key.of(bucket)).flatMap(owned -> accounts.find(owned.owner()));
    }

    boolean blocksPublicAcls(String bucket) {
        return block(bucket)
                        .filter(PublicAccessBlockConfiguration::blockPublicAcls)
                        .isPresent()
                || account(bucket).filter(Block::blockPublicAcls).isPresent();
    }

    boolean ignoresPublicAcls(String bucket) {
        return block(bucket)
                        .filter(PublicAccessBlockConfiguration::ignorePublicAcls)
                        .isPresent()
                || account(bucket).filter(Block::ignorePublicAcls).isPresent();
    }

    boolean blocksPublicPolicies(String bucket) {
        return block(bucket)
                        .filter(PublicAccessBlockConfiguration::blockPublicPolicy)
                        .isPresent()
                || account(bucket).filter(Block::blockPublicPolicy).isPresent();
    }

    boolean restrictsPublicBuckets(String bucket) {
        return block(bucket)
                        .filter(PublicAccessBlockConfiguration::restrictPublicBuckets)
                        .isPresent()
                || account(bucket).filter(Block::restrictPublicBuckets).isPresent();
    }

    /** Who owns objects that others write; empty if that was deleted, and so their writers do. */
    Optional<ObjectOwnership> ownership(String bucket) {
        var controls = ownerships.find(bucket);
        return controls.isEmpty()
                ? Optional.of(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                : controls.get().rules().stream()
                        .map(OwnershipControlsRule::objectOwnership)
                        .findFirst();
    }

    void own(String bucket, ObjectOwnership next) {
        ownerships.put(bucket, controls(next));
    }

    /** Has the batch that creates a bucket say who owns its objects. */
    Batch own(Batch batch, String bucket, ObjectOwnership ownership) {
        return ownerships.put(batch, bucket, controls(ownership));
    }

    void disown(String bucket) {
        ownerships.put(bucket, DELETED);
    }

    /** Whether ACLs can be set on the bucket and what is in it. */
    boolean hasAcls(String bucket) {
        return ownership(bucket).orElse(ObjectOwnership.OBJECT_WRITER) != ObjectOwnership.BUCKET_OWNER_ENFORCED;
    }

    private static OwnershipControls controls(ObjectOwnership ownership) {
        return OwnershipControls.builder()
                .rules(OwnershipControlsRule.builder()
                        .objectOwnership(ownership)
                        .build())
                .build();
    }

    private static boolean isTrue(@Nullable Boolean given) {
        return Boolean.TRUE.equals(given);
    }
}
