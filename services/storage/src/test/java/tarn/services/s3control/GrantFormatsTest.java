package tarn.services.s3control;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3control.model.Permission;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on disk of access grants stays readable. */
class GrantFormatsTest {

    private static final String ARN = "arn:aws:s3:us-east-1:123456789012:access-grants/default";
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.123Z");

    @Test
    void anInstanceIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/grants-instances", Formats.record(GrantedInstance.class), new GrantedInstance(ARN, THEN, 2));
    }

    @Test
    void aLocationIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/grants-locations",
                Formats.record(GrantedLocation.class),
                new GrantedLocation(
                        "id", ARN + "/location/id", "s3://bucket", "arn:aws:iam::123456789012:role/r", THEN, 1));
    }

    @Test
    void aGrantIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/grants",
                Formats.record(Grant.class),
                new Grant(
                        "id",
                        ARN + "/grant/id",
                        "location",
                        "in/*",
                        "s3://bucket/in/*",
                        "arn:aws:iam::123456789012:user/ann",
                        Permission.READ,
                        THEN));
    }
}
