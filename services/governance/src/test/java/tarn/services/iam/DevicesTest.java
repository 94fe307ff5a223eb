package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import tarn.kernel.testing.TestPlatform;
import tarn.mfa.OneTimeCode;
import tarn.services.Governance;

class DevicesTest {

    private static final String PHONE = "arn:aws:iam::123456789012:mfa/phone";

    @RegisterExtension
    final Governance governance = new Governance();

    private String seed = "";

    private IamClient iam() {
        return governance.iam();
    }

    @BeforeEach
    void aUserAndADevice() {
        TestPlatform.CALLER.run(() -> {
            iam().createUser(u -> u.userName("ann"));
            seed = iam().createVirtualMFADevice(d -> d.virtualMFADeviceName("phone"))
                    .virtualMFADevice()
                    .base32StringSeed()
                    .asUtf8String();
        });
    }

    private String code(int steps) {
        var now = governance.platform().clock().instant();
        return OneTimeCode.at(seed, now.plusSeconds(30L * steps));
    }

    private void enable() {
        iam().enableMFADevice(e -> e.userName("ann")
                .serialNumber(PHONE)
                .authenticationCode1(code(-1))
                .authenticationCode2(code(0)));
    }

    @Test
    void codesAreThoseOfTheStandard() {
        var secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // 12345678901234567890, RFC 6238 appendix B

        assertThat(OneTimeCode.at(secret, Instant.ofEpochSecond(59))).isEqualTo("287082");
        assertThat(OneTimeCode.at(secret, Instant.ofEpochSecond(1_111_111_109))).isEqualTo("081804");
        assertThat(OneTimeCode.at(secret, Instant.ofEpochSecond(20_000_000_000L)))
                .isEqualTo("353130");
    }

    @Test
    void aDeviceIsEnabledByTwoCodesThatFollowEachOther() {
        assertThat(seed).hasSize(64).matches("[A-Z2-7]+");
        for (var codes : new String[][] {{code(0), code(0)}, {code(0), code(-1)}, {code(40), code(41)}}) {
            refused(
                    403,
                    "InvalidAuthenticationCode",
                    "Authentication code for device is not valid.",
                    () -> iam().enableMFADevice(e -> e.userName("ann")
                            .serialNumber(PHONE)
                            .authenticationCode1(codes[0])
                            .authenticationCode2(codes[1])));
        }

        enable();

        assertThat(iam().listMFADevices(l -> l.userName("ann")).mfaDevices())
                .singleElement()
                .satisfies(device -> assertThat(device.serialNumber()).isEqualTo(PHONE));
        assertThat(iam().getMFADevice(g -> g.serialNumber(PHONE)).userName()).isEqualTo("ann");
        assertThat(iam().listVirtualMFADevices(l -> l.assignmentStatus(AssignmentStatusType.ASSIGNED))
                        .virtualMFADevices())
                .singleElement()
                .satisfies(device -> {
                    assertThat(device.user().userName()).isEqualTo("ann");
                    assertThat(device.base32StringSeed()).isNull();
                });
        refused(409, "EntityAlreadyExists", "MFA Device is already in use.", this::enable);
    }

    @Test
    void aDeviceInUseStaysAndSoDoesItsUser() {
        enable();

        refused(
                409,
                "DeleteConflict",
                "MFA VirtualDevice in use. Must deactivate first.",
                () -> iam().deleteVirtualMFADevice(d -> d.serialNumber(PHONE)));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must deactivate MFA devices first.",
                () -> iam().deleteUser(d -> d.userName("ann")));
        iam().deactivateMFADevice(d -> d.userName("ann").serialNumber(PHONE));
        iam().deleteVirtualMFADevice(d -> d.serialNumber(PHONE));
        iam().deleteUser(d -> d.userName("ann"));
        refused(
                404,
                "NoSuchEntity",
                "VirtualMFADevice with serial number " + PHONE + " does not exist.",
                () -> iam().getMFADevice(g -> g.serialNumber(PHONE)));
    }

    @Test
    void aClockThatIsWrongIsSetAnew() {
        enable();
        governance.platform().clock().advance(Duration.ofMinutes(10));
        refused(
                403,
                "InvalidAuthenticationCode",
                "Authentication code for device is not valid.",
                () -> iam().resyncMFADevice(r -> r.userName("ann")
                        .serialNumber(PHONE)
                        .authenticationCode1(code(100))
                        .authenticationCode2(code(101))));

        iam().resyncMFADevice(r -> r.userName("ann")
                .serialNumber(PHONE)
                .authenticationCode1(code(10))
                .authenticationCode2(code(11)));

        governance.platform().clock().advance(Duration.ofMinutes(1));
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey();
        governance
                .holder(key.accessKeyId())
                .run(() -> assertThat(governance
                                .sts()
                                .getSessionToken(t -> t.serialNumber(PHONE).tokenCode(code(11)))
                                .credentials())
                        .isNotNull());
    }

    @Test
    void devicesHaveTags() {
        iam().tagMFADevice(t -> t.serialNumber(PHONE)
                .tags(Tag.builder().key("team").value("lake").build()));

        assertThat(iam().listMFADeviceTags(l -> l.serialNumber(PHONE)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("lake"));
        iam().untagMFADevice(t -> t.serialNumber(PHONE).tagKeys("team"));
        assertThat(iam().listMFADeviceTags(l -> l.serialNumber(PHONE)).tags()).isEmpty();
        refused(
                409,
                "EntityAlreadyExists",
                "MFADevice entity at the same path and name already exists.",
                () -> iam().createVirtualMFADevice(d -> d.virtualMFADeviceName("phone")));
    }
}
