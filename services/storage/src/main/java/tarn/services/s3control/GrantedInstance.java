package tarn.services.s3control;

import java.time.Instant;

/**
 * The access grants of an account in a region, as they are kept: one place for all.
 *
 * @param locations how many locations there are, so that none is left behind where the whole is removed
 */
record GrantedInstance(String arn, Instant created, int locations) {

    static final String ID = "default";

    GrantedInstance with(int more) {
        return new GrantedInstance(arn, created, locations + more);
    }
}
