package tarn.services.s3;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;

/**
 * A bucket as it is kept, under its name, which is unique over all accounts. It is read for every request: what is
 * needed only now and then, such as rules of a life cycle, lies in a store of its own.
 *
 * <p>Whoever adds a component gives it a number among the fields at the end of the record, which older records lack.
 *
 * @param owner the account it belongs to
 * @param region where it was created
 * @param tags in the order they were set
 * @param versioning whether what is overwritten or deleted is kept
 * @param lock how its versions can be locked; null if they cannot
 * @param mfaDelete whether versions are deleted for good only with a code of a device; null if that was never set
 * @param lifecycle which rules of a life cycle it has, by an id that is new whenever they change; null if it has none
 */
record OwnedBucket(
        String name,
        String owner,
        String region,
        Instant created,
        Map<String, String> tags,
        Versioning versioning,
        @Nullable LockRule lock,
        @Nullable String lifecycle,
        @Nullable Boolean mfaDelete) {

    /** A new bucket. */
    static OwnedBucket of(String name, String owner, String region, Instant created, Map<String, String> tags) {
        return new OwnedBucket(name, owner, region, created, tags, Versioning.NEVER, null, null, null);
    }

    /** Whether its versions have ids that clients are told. */
    boolean versioned() {
        return versioning != Versioning.NEVER;
    }

    /** The id of a version as clients are told it; null if the bucket never had versions. */
    @Nullable
    String shown(Version version) {
        return versioned() ? version.version() : null;
    }

    /** Whether a write that was decided on this bucket may still be kept when it has become another. */
    boolean admitsWritesOf(OwnedBucket decided) {
        return owner.equals(decided.owner) && versioning == decided.versioning;
    }

    /** The protection of a version that is written now, for which something or nothing is asked. */
    Protection protection(Protection asked, Instant now) {
        if (lock == null || asked.mode() != null) {
            return asked;
        }
        var byDefault = lock.at(now);
        return asked.retained(byDefault.mode(), byDefault.until());
    }

    OwnedBucket withTags(Map<String, String> next) {
        return new OwnedBucket(name, owner, region, created, next, versioning, lock, lifecycle, mfaDelete);
    }

    OwnedBucket withVersioning(Versioning next) {
        return new OwnedBucket(name, owner, region, created, tags, next, lock, lifecycle, mfaDelete);
    }

    OwnedBucket withMfaDelete(boolean next) {
        return new OwnedBucket(name, owner, region, created, tags, versioning, lock, lifecycle, next);
    }

    /** Whether versions are deleted for good only with a code of a device. */
    boolean needsCode() {
        return Boolean.TRUE.equals(mfaDelete);
    }

    OwnedBucket withLock(LockRule next) {
        return new OwnedBucket(name, owner, region, created, tags, versioning, next, lifecycle, mfaDelete);
    }

    OwnedBucket withLifecycle(@Nullable String next) {
        return new OwnedBucket(name, owner, region, created, tags, versioning, lock, next, mfaDelete);
    }

    /* The numbers of the fields at the end of a record. */
    private static final int END = 0;
    private static final int VERSIONING = 1;
    private static final int LOCK = 2;
    private static final int LIFECYCLE = 3;
    private static final int MFA_DELETE = 4;

    static final Format<OwnedBucket> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public byte[] encode(OwnedBucket bucket) {
            var out = new RecordWriter(128)
                    .text(bucket.name)
                    .text(bucket.owner)
                    .text(bucket.region)
                    .instant(bucket.created)
                    .map(bucket.tags);
            if (bucket.versioned()) {
                out.number(VERSIONING).number(bucket.versioning.code());
            }
            if (bucket.lock != null) {
                bucket.lock.writeTo(out.number(LOCK));
            }
            if (bucket.lifecycle != null) {
                out.number(LIFECYCLE).text(bucket.lifecycle);
            }
            if (bucket.mfaDelete != null) {
                out.number(MFA_DELETE).number(bucket.mfaDelete ? 1 : 0);
            }
            return out.number(END).toBytes();
        }

        @Override
        public OwnedBucket decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            var name = in.text();
            var owner = in.text();
            var region = in.text();
            var created = in.instant();
            var tags = in.map();
            var versioning = Versioning.NEVER;
            LockRule lock = null;
            String lifecycle = null;
            Boolean mfaDelete = null;
            for (int field = version == 1 ? END : in.count(); field != END; field = in.count()) {
                switch (field) {
                    case VERSIONING -> versioning = Versioning.ofCode(in.count());
                    case LOCK -> lock = LockRule.read(in);
                    case LIFECYCLE -> lifecycle = in.text();
                    case MFA_DELETE -> mfaDelete = in.number() == 1;
                    default -> throw RecordReader.unknownField(field);
                }
            }
            return new OwnedBucket(name, owner, region, created, tags, versioning, lock, lifecycle, mfaDelete);
        }
    };
}
