package tarn.services.kms;

import java.time.Instant;
import tarn.kernel.Caller;

/** An alias as it is kept: another name of a key. */
record StoredAlias(String name, String keyId, Instant created, Instant updated) {

    /** What the names of AWS managed keys begin with. */
    static final String MANAGED = "alias/aws/";

    String arn() {
        return arn(name);
    }

    static String arn(String name) {
        return Caller.current().arn("kms", name).toString();
    }
}
