package tarn.kernel.testing;

import java.time.Instant;
import java.time.InstantSource;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.seal.MasterKey;

/** Platforms for tests. */
public final class TestPlatform {

    /** When a test platform's time stands still, until the test advances it. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** The account of {@link #CALLER}. */
    public static final String ACCOUNT = "123456789012";

    /** Somebody to ask as: the root of an account in {@code us-east-1}. */
    public static final Caller CALLER = Caller.root(ACCOUNT, "us-east-1", "test-request");

    private TestPlatform() {}

    /**
     * A ready platform on a temporary directory, which goes when it is closed. Its ids repeat from run to run, its time
     * stands at {@link #START}.
     */
    public static LocalPlatform open() {
        return open(42);
    }

    /** The same with another seed. */
    public static LocalPlatform open(long seed) {
        var platform = LocalPlatform.temporary(options(seed));
        platform.ready();
        return platform;
    }

    /** The options of a test platform, for a test that opens a directory of its own. */
    public static Options options(long seed) {
        return Options.durable()
                .unsynced()
                .seeded(seed)
                .on(InstantSource.fixed(START))
                .sealed(new MasterKey.Given("2a".repeat(MasterKey.BYTES)));
    }
}
