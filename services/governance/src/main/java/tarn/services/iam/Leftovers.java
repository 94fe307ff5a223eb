package tarn.services.iam;

import static tarn.services.iam.IamFaults.inUse;

import tarn.mfa.MfaDevices;

/** What must go before its user does, and lies outside of the user's own record. */
final class Leftovers {

    private final MfaDevices devices;
    private final UserBelongings belongings;

    Leftovers(MfaDevices devices, UserBelongings belongings) {
        this.devices = devices;
        this.belongings = belongings;
    }

    /** Refuses to delete a user that has something left. */
    void refuseIfAny(UserEntity user) {
        if (devices.all().anyMatch(device -> device.isOf(user.id()))) {
            throw inUse("deactivate MFA devices");
        }
        if (belongings.certificates().any(user)) {
            throw inUse("delete signing certificates");
        }
        if (belongings.sshKeys().any(user)) {
            throw inUse("delete SSH public keys");
        }
        if (belongings.credentials().any(user)) {
            throw inUse("delete service-specific credentials");
        }
    }
}
