package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.codeWrong;
import static tarn.services.iam.CredentialFaults.deviceAbsent;
import static tarn.services.iam.CredentialFaults.deviceAssigned;
import static tarn.services.iam.CredentialFaults.deviceNotOf;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Objects;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.mfa.MfaDevice;
import tarn.mfa.MfaDevices;
import tarn.pagination.Pages;
import tarn.store.Entry;

/** Which devices of multi-factor authentication users have. */
final class UserDevices implements IamClient, Part {

    private static final int DEVICES_PER_USER_MAX = 8;

    private final Platform platform;
    private final MfaDevices devices;
    private final Entities<UserEntity> users;
    private final Pages pages;

    UserDevices(Platform platform, MfaDevices devices, Entities<UserEntity> users, Pages pages) {
        this.platform = platform;
        this.devices = devices;
        this.users = users;
        this.pages = pages;
    }

    @Override
    public EnableMfaDeviceResponse enableMFADevice(EnableMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var user = users.entry(request.userName());
            var seen = existing(request.serialNumber());
            var device = seen.value();
            if (device.userId() != null) {
                throw deviceAssigned();
            }
            if (devices.all().filter(one -> one.isOf(user.value().id())).count() >= DEVICES_PER_USER_MAX) {
                throw quotaExceeded("MfaDevicesPerUser", DEVICES_PER_USER_MAX);
            }
            var next = devices.enabled(
                            device, user.value().id(), request.authenticationCode1(), request.authenticationCode2())
                    .orElseThrow(() -> codeWrong());
            users.touch(batch, user);
            batch.replace(devices.store(), seen, next);
        });
        return EnableMfaDeviceResponse.builder().build();
    }

    @Override
    public ResyncMfaDeviceResponse resyncMFADevice(ResyncMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var seen = of(users.get(request.userName()), request.serialNumber());
            var next = devices.resynced(seen.value(), request.authenticationCode1(), request.authenticationCode2())
                    .orElseThrow(() -> codeWrong());
            batch.replace(devices.store(), seen, next);
        });
        return ResyncMfaDeviceResponse.builder().build();
    }

    @Override
    public DeactivateMfaDeviceResponse deactivateMFADevice(DeactivateMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var seen = of(users.get(Users.named(request.userName())), request.serialNumber());
            batch.replace(devices.store(), seen, seen.value().released());
        });
        return DeactivateMfaDeviceResponse.builder().build();
    }

    @Override
    public ListMfaDevicesResponse listMFADevices(ListMfaDevicesRequest request) {
        var user = users.get(Users.named(request.userName()));
        var page = pages.page(
                "ListMFADevices",
                request.marker(),
                request.maxItems(),
                devices.all().filter(device -> device.isOf(user.id())),
                device -> device.serial().toLowerCase(java.util.Locale.ROOT));
        return ListMfaDevicesResponse.builder()
                .mfaDevices(page.items().stream()
                        .map(device -> MFADevice.builder()
                                .userName(user.name())
                                .serialNumber(device.serial())
                                .enableDate(Answers.seconds(Objects.requireNonNull(device.enabled())))
                                .build())
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public GetMfaDeviceResponse getMFADevice(GetMfaDeviceRequest request) {
        var seen = existing(request.serialNumber());
        var named = request.userName();
        if (named != null && !seen.value().isOf(users.get(named).id())) {
            throw deviceNotOf(request.serialNumber(), named);
        }
        var device = seen.value();
        var enabled = device.enabled();
        var answer = GetMfaDeviceResponse.builder().serialNumber(device.serial());
        if (enabled != null) {
            answer.enableDate(Answers.seconds(enabled));
            users.all()
                    .filter(user -> device.isOf(user.id()))
                    .findFirst()
                    .ifPresent(user -> answer.userName(user.name()));
        }
        return answer.build();
    }

    private Entry<MfaDevice> existing(String serial) {
        return devices.entry(serial).orElseThrow(() -> deviceAbsent(serial));
    }

    private Entry<MfaDevice> of(UserEntity user, String serial) {
        var seen = existing(serial);
        if (!seen.value().isOf(user.id())) {
            throw deviceNotOf(serial, user.name());
        }
        return seen;
    }
}
