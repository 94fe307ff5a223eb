package tarn.services.iam;

import static tarn.services.iam.IamFaults.inUse;
import static tarn.services.iam.IamFaults.noRoleInProfile;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Page;
import tarn.pagination.Pages;

/** Instance profiles and the one role that each may carry. */
final class InstanceProfiles implements IamClient, Part {

    private static final int ROLES_PER_PROFILE_MAX = 1;

    private final Platform platform;
    private final Entities<ProfileEntity> profiles;
    private final Entities<RoleEntity> roles;
    private final Pages pages;

    InstanceProfiles(Platform platform, Entities<ProfileEntity> profiles, Entities<RoleEntity> roles, Pages pages) {
        this.platform = platform;
        this.profiles = profiles;
        this.roles = roles;
        this.pages = pages;
    }

    @Override
    public CreateInstanceProfileResponse createInstanceProfile(CreateInstanceProfileRequest request) {
        var profile = profiles.create(new ProfileEntity(
                request.instanceProfileName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.INSTANCE_PROFILE.next(platform.ids()),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                null));
        return CreateInstanceProfileResponse.builder()
                .instanceProfile(answered(profile))
                .build();
    }

    @Override
    public GetInstanceProfileResponse getInstanceProfile(GetInstanceProfileRequest request) {
        return GetInstanceProfileResponse.builder()
                .instanceProfile(answered(profiles.get(request.instanceProfileName())))
                .build();
    }

    @Override
    public ListInstanceProfilesResponse listInstanceProfiles(ListInstanceProfilesRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var page = page(
                "ListInstanceProfiles",
                request.marker(),
                request.maxItems(),
                profiles.all().filter(profile -> profile.path().startsWith(prefix)));
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(answered(page))
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public ListInstanceProfilesForRoleResponse listInstanceProfilesForRole(ListInstanceProfilesForRoleRequest request) {
        var role = roles.get(request.roleName());
        var page = page(
                "ListInstanceProfilesForRole",
                request.marker(),
                request.maxItems(),
                profiles.all().filter(profile -> role.name().equals(profile.role())));
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(answered(page))
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public DeleteInstanceProfileResponse deleteInstanceProfile(DeleteInstanceProfileRequest request) {
        Entities.keep(platform, batch -> {
            var seen = profiles.entry(request.instanceProfileName());
            if (seen.value().role() != null) {
                throw inUse("remove roles from instance profile");
            }
            batch.delete(profiles.store(), seen);
        });
        return DeleteInstanceProfileResponse.builder().build();
    }

    @Override
    public AddRoleToInstanceProfileResponse addRoleToInstanceProfile(AddRoleToInstanceProfileRequest request) {
        Entities.keep(platform, batch -> {
            var profile = profiles.entry(request.instanceProfileName());
            var role = roles.entry(request.roleName());
            if (profile.value().role() != null) {
                throw quotaExceeded("InstanceSessionsPerInstanceProfile", ROLES_PER_PROFILE_MAX);
            }
            roles.touch(batch, role);
            batch.replace(
                    profiles.store(),
                    profile,
                    profile.value().carrying(role.value().name()));
        });
        return AddRoleToInstanceProfileResponse.builder().build();
    }

    @Override
    public RemoveRoleFromInstanceProfileResponse removeRoleFromInstanceProfile(
            RemoveRoleFromInstanceProfileRequest request) {
        var role = roles.get(request.roleName());
        profiles.change(request.instanceProfileName(), profile -> {
            if (!role.name().equals(profile.role())) {
                throw noRoleInProfile(role.name(), profile.name());
            }
            return profile.carrying(null);
        });
        return RemoveRoleFromInstanceProfileResponse.builder().build();
    }

    @Override
    public TagInstanceProfileResponse tagInstanceProfile(TagInstanceProfileRequest request) {
        profiles.change(
                request.instanceProfileName(), profile -> profile.tagged(Tags.added(profile.tags(), request.tags())));
        return TagInstanceProfileResponse.builder().build();
    }

    @Override
    public UntagInstanceProfileResponse untagInstanceProfile(UntagInstanceProfileRequest request) {
        profiles.change(
                request.instanceProfileName(),
                profile -> profile.tagged(Tags.removed(profile.tags(), request.tagKeys())));
        return UntagInstanceProfileResponse.builder().build();
    }

    @Override
    public ListInstanceProfileTagsResponse listInstanceProfileTags(ListInstanceProfileTagsRequest request) {
        var tags = Tags.answered(profiles.get(request.instanceProfileName()).tags());
        var page = pages.page("ListInstanceProfileTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListInstanceProfileTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Page<ProfileEntity> page(
            String operation, @Nullable String marker, @Nullable Integer itemsMax, Stream<ProfileEntity> all) {
        return pages.page(
                operation, marker, itemsMax, all, profile -> profile.name().toLowerCase(Locale.ROOT));
    }

    private List<InstanceProfile> answered(Page<ProfileEntity> page) {
        return page.items().stream().map(this::answered).toList();
    }

    private InstanceProfile answered(ProfileEntity profile) {
        var role = profile.role() == null ? null : roles.find(profile.role()).orElse(null);
        return Answers.of(profile, role);
    }
}
