package tarn.services.s3;

import java.time.Instant;
import tarn.store.Format;

/**
 * What is kept under a key, or was: an object, or the mark of its deletion.
 *
 * <p>The current version of each key lies in one store, older ones in another; both in this form.
 */
sealed interface Version permits StoredObject, DeleteMarker {

    /** Its id; {@link VersionIds#NULL} if it was written without versioning. */
    String version();

    /** Its place among the versions of its key; a later one is greater. */
    long order();

    /** When it was written. */
    Instant modified();

    /** Whether it was written without versioning. */
    default boolean unversioned() {
        return version().equals(VersionIds.NULL);
    }

    /**
     * Since format 2 there are marks of deletions, and an object's record ends in numbered fields that may be missing.
     */
    Format<Version> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public byte[] encode(Version version) {
            return switch (version) {
                case StoredObject object -> object.encode();
                case DeleteMarker marker -> marker.encode();
            };
        }

        @Override
        public Version decode(byte[] bytes, int version) {
            var in = new RecordReader(bytes);
            long kind = in.number();
            if (kind == StoredObject.KIND) {
                return StoredObject.read(in, version);
            }
            if (kind == DeleteMarker.KIND) {
                return DeleteMarker.read(in);
            }
            throw new IllegalStateException("Neither an object's record nor the mark of a deletion: kind " + kind);
        }
    };
}
