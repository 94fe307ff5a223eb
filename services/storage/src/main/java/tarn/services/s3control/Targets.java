package tarn.services.s3control;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a job works on, always in the same order. */
interface Targets {

    /** One object, or one version of it. */
    record Target(String bucket, String key, @Nullable String version) {}

    /** What is done with each target; says whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(Target target) throws IOException;
    }

    /** Visits the targets in order. */
    void visit(Visitor visitor) throws IOException;
}
