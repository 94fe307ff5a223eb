package tarn.access;

import org.jspecify.annotations.Nullable;

/** What S3 offers its control plane: to replicate objects that are there already, as the caller. */
public interface Replicator {

    /** Whether a rule of the bucket takes this version, be it a replica or not. */
    boolean eligible(String bucket, String key, String version);

    /**
     * Replicates a version by the rules of its bucket and marks it with what came of it; says whether all destinations
     * have it.
     *
     * @param version null for the current one
     */
    boolean replicate(String bucket, String key, @Nullable String version);
}
