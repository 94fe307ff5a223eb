package tarn.services.iam;

import static tarn.services.iam.IamFaults.inUse;
import static tarn.services.iam.IamFaults.invalid;
import static tarn.services.iam.IamFaults.noBoundary;
import static tarn.services.iam.IamFaults.protectedRole;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;
import tarn.kernel.LastUses;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Roles, whom they trust, their tags and permissions boundaries. */
final class Roles implements IamClient, Part {

    private static final int SESSION_SECONDS = 3_600;
    private static final int TRUST_CHARACTERS_MAX = 4_096;

    private final Platform platform;
    private final Entities<RoleEntity> roles;
    private final Entities<ProfileEntity> profiles;
    private final ManagedCatalog catalog;
    private final LastUses uses;
    private final Pages pages;

    Roles(
            Platform platform,
            Entities<RoleEntity> roles,
            Entities<ProfileEntity> profiles,
            ManagedCatalog catalog,
            LastUses uses,
            Pages pages) {
        this.platform = platform;
        this.roles = roles;
        this.profiles = profiles;
        this.catalog = catalog;
        this.uses = uses;
        this.pages = pages;
    }

    @Override
    public CreateRoleResponse createRole(CreateRoleRequest request) {
        checkTrust(request.assumeRolePolicyDocument());
        if (request.path() != null && request.path().startsWith("/aws-service-role/")) {
            throw invalid("The path /aws-service-role/ is reserved for service-linked roles.");
        }
        if (request.permissionsBoundary() != null) {
            catalog.requireAttachable(request.permissionsBoundary());
        }
        var role = roles.create(new RoleEntity(
                request.roleName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.ROLE.next(platform.ids()),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                Grants.NONE,
                request.permissionsBoundary(),
                request.assumeRolePolicyDocument(),
                request.description(),
                request.maxSessionDuration() == null ? SESSION_SECONDS : request.maxSessionDuration()));
        return CreateRoleResponse.builder().role(Answers.full(role)).build();
    }

    private static void checkTrust(String document) {
        PolicyGrammar.TRUST.check(document);
        if (Documents.size(document) > TRUST_CHARACTERS_MAX) {
            throw quotaExceeded("ACLSizePerRole", TRUST_CHARACTERS_MAX);
        }
    }

    @Override
    public GetRoleResponse getRole(GetRoleRequest request) {
        var role = roles.get(request.roleName());
        return GetRoleResponse.builder()
                .role(Answers.full(role).toBuilder()
                        .roleLastUsed(lastUsed(role))
                        .build())
                .build();
    }

    /** When its sessions last asked for anything; empty if they never did. */
    private RoleLastUsed lastUsed(RoleEntity role) {
        return uses.by(role.arn()).values().stream()
                .max(Comparator.comparing(LastUses.Use::when))
                .map(use -> RoleLastUsed.builder()
                        .lastUsedDate(Answers.seconds(use.when()))
                        .region(use.region())
                        .build())
                .orElseGet(() -> RoleLastUsed.builder().build());
    }

    @Override
    public ListRolesResponse listRoles(ListRolesRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var page = pages.page(
                "ListRoles",
                request.marker(),
                request.maxItems(),
                roles.all().filter(role -> role.path().startsWith(prefix)),
                role -> role.name().toLowerCase(Locale.ROOT));
        return ListRolesResponse.builder()
                .roles(page.items().stream().map(Answers::brief).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public UpdateRoleResponse updateRole(UpdateRoleRequest request) {
        roles.change(
                request.roleName(),
                role -> role.described(
                        request.description() == null ? role.description() : request.description(),
                        request.maxSessionDuration() == null
                                ? role.sessionSecondsMax()
                                : request.maxSessionDuration()));
        return UpdateRoleResponse.builder().build();
    }

    @Override
    public UpdateRoleDescriptionResponse updateRoleDescription(UpdateRoleDescriptionRequest request) {
        var role = roles.change(
                request.roleName(), present -> present.described(request.description(), present.sessionSecondsMax()));
        return UpdateRoleDescriptionResponse.builder().role(Answers.full(role)).build();
    }

    @Override
    public UpdateAssumeRolePolicyResponse updateAssumeRolePolicy(UpdateAssumeRolePolicyRequest request) {
        checkTrust(request.policyDocument());
        roles.change(request.roleName(), role -> role.trusting(request.policyDocument()));
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    @Override
    public DeleteRoleResponse deleteRole(DeleteRoleRequest request) {
        Entities.keep(platform, batch -> {
            var seen = roles.entry(request.roleName());
            var role = seen.value();
            if (role.isLinked()) {
                throw protectedRole(role.name());
            }
            if (profiles.all().anyMatch(profile -> role.name().equals(profile.role()))) {
                throw inUse("remove roles from instance profile");
            }
            if (!role.grants().attached().isEmpty()) {
                throw inUse("detach all policies");
            }
            if (!role.grants().inline().isEmpty()) {
                throw inUse("delete policies");
            }
            batch.delete(roles.store(), seen);
        });
        return DeleteRoleResponse.builder().build();
    }

    @Override
    public PutRolePermissionsBoundaryResponse putRolePermissionsBoundary(PutRolePermissionsBoundaryRequest request) {
        catalog.requireAttachable(request.permissionsBoundary());
        roles.change(request.roleName(), role -> role.bounded(request.permissionsBoundary()));
        return PutRolePermissionsBoundaryResponse.builder().build();
    }

    @Override
    public DeleteRolePermissionsBoundaryResponse deleteRolePermissionsBoundary(
            DeleteRolePermissionsBoundaryRequest request) {
        roles.change(request.roleName(), role -> {
            if (role.boundary() == null) {
                throw noBoundary("role", role.name());
            }
            return role.bounded(null);
        });
        return DeleteRolePermissionsBoundaryResponse.builder().build();
    }

    @Override
    public TagRoleResponse tagRole(TagRoleRequest request) {
        roles.change(request.roleName(), role -> role.tagged(Tags.added(role.tags(), request.tags())));
        return TagRoleResponse.builder().build();
    }

    @Override
    public UntagRoleResponse untagRole(UntagRoleRequest request) {
        roles.change(request.roleName(), role -> role.tagged(Tags.removed(role.tags(), request.tagKeys())));
        return UntagRoleResponse.builder().build();
    }

    @Override
    public ListRoleTagsResponse listRoleTags(ListRoleTagsRequest request) {
        var tags = Tags.answered(roles.get(request.roleName()).tags());
        var page = pages.page("ListRoleTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListRoleTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }
}
