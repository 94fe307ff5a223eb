package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.deviceAbsent;
import static tarn.services.iam.CredentialFaults.deviceExists;
import static tarn.services.iam.CredentialFaults.deviceInUse;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.mfa.MfaDevice;
import tarn.mfa.MfaDevices;
import tarn.pagination.Pages;
import tarn.store.Entry;

/**
 * Virtual devices of multi-factor authentication: seeds that a phone's program makes codes of.
 *
 * <p>The seed is given once, as text; there is no picture of it as a QR code.
 */
final class VirtualDevices implements IamClient, Part {

    private final Platform platform;
    private final MfaDevices devices;
    private final Entities<UserEntity> users;
    private final Pages pages;

    VirtualDevices(Platform platform, MfaDevices devices, Entities<UserEntity> users, Pages pages) {
        this.platform = platform;
        this.devices = devices;
        this.users = users;
        this.pages = pages;
    }

    @Override
    public CreateVirtualMfaDeviceResponse createVirtualMFADevice(CreateVirtualMfaDeviceRequest request) {
        var path = request.path() == null ? "/" : request.path();
        var serial = Caller.current()
                .globalArn("iam", "mfa" + path + request.virtualMFADeviceName())
                .toString();
        var device = new MfaDevice(
                serial,
                path,
                request.virtualMFADeviceName(),
                devices.seed(),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                null,
                null,
                0,
                0,
                0,
                null);
        if (!devices.store().insert(MfaDevices.key(serial), device)) {
            throw deviceExists();
        }
        return CreateVirtualMfaDeviceResponse.builder()
                .virtualMFADevice(answer -> answer.serialNumber(serial)
                        .base32StringSeed(SdkBytes.fromUtf8String(device.seed()))
                        .tags(device.tags().isEmpty() ? null : Tags.answered(device.tags())))
                .build();
    }

    @Override
    public ListVirtualMfaDevicesResponse listVirtualMFADevices(ListVirtualMfaDevicesRequest request) {
        var names = new HashMap<String, UserEntity>();
        users.all().forEach(user -> names.put(user.id(), user));
        var page = pages.page(
                "ListVirtualMFADevices",
                request.marker(),
                request.maxItems(),
                devices.all().filter(device -> wanted(request.assignmentStatus(), device)),
                device -> device.serial().toLowerCase(java.util.Locale.ROOT));
        return ListVirtualMfaDevicesResponse.builder()
                .virtualMFADevices(page.items().stream()
                        .map(device -> answered(device, names.get(String.valueOf(device.userId()))))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static boolean wanted(@Nullable AssignmentStatusType status, MfaDevice device) {
        return switch (status) {
            case ASSIGNED -> device.userId() != null;
            case UNASSIGNED -> device.userId() == null;
            case ANY, UNKNOWN_TO_SDK_VERSION -> true;
            case null -> true;
        };
    }

    private static VirtualMFADevice answered(MfaDevice device, @Nullable UserEntity user) {
        var answer = VirtualMFADevice.builder().serialNumber(device.serial());
        var enabled = device.enabled();
        if (enabled != null && user != null) {
            answer.enableDate(Answers.seconds(enabled)).user(Answers.brief(user));
        }
        return answer.build();
    }

    @Override
    public DeleteVirtualMfaDeviceResponse deleteVirtualMFADevice(DeleteVirtualMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var seen = existing(request.serialNumber());
            if (seen.value().userId() != null) {
                throw deviceInUse();
            }
            batch.delete(devices.store(), seen);
        });
        return DeleteVirtualMfaDeviceResponse.builder().build();
    }

    @Override
    public TagMfaDeviceResponse tagMFADevice(TagMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var seen = existing(request.serialNumber());
            var tags = Tags.added(seen.value().tags(), request.tags());
            batch.replace(devices.store(), seen, seen.value().tagged(tags));
        });
        return TagMfaDeviceResponse.builder().build();
    }

    @Override
    public UntagMfaDeviceResponse untagMFADevice(UntagMfaDeviceRequest request) {
        Entities.keep(platform, batch -> {
            var seen = existing(request.serialNumber());
            var tags = Tags.removed(seen.value().tags(), request.tagKeys());
            batch.replace(devices.store(), seen, seen.value().tagged(tags));
        });
        return UntagMfaDeviceResponse.builder().build();
    }

    @Override
    public ListMfaDeviceTagsResponse listMFADeviceTags(ListMfaDeviceTagsRequest request) {
        var tags = Tags.answered(existing(request.serialNumber()).value().tags());
        var page = pages.page("ListMFADeviceTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListMfaDeviceTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Entry<MfaDevice> existing(String serial) {
        return devices.entry(serial).orElseThrow(() -> deviceAbsent(serial));
    }
}
