package tarn.access;

import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** What accounts keep from the public in all their buckets, on top of what each bucket says. */
public final class AccountBlocks {

    static final Format<Block> FORMAT = Formats.record(Block.class);

    private final Store<Block> blocks;

    /** What is kept from the public. */
    public record Block(
            boolean blockPublicAcls,
            boolean ignorePublicAcls,
            boolean blockPublicPolicy,
            boolean restrictPublicBuckets) {}

    /** Those of a platform; opening them twice gives the same. */
    public AccountBlocks(Platform platform) {
        this.blocks = platform.store("s3control/public-access-blocks", Scope.GLOBAL, FORMAT);
    }

    /** What an account keeps from the public; empty if it never said. */
    public Optional<Block> find(String account) {
        return blocks.get(Key.of(account));
    }

    /** Keeps what an account says. */
    public void put(String account, Block block) {
        blocks.put(Key.of(account), block);
    }

    /** Forgets what an account said. */
    public void delete(String account) {
        blocks.delete(Key.of(account));
    }
}
