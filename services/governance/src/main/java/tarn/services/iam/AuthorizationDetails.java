package tarn.services.iam;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.services.iam.ManagedCatalog.Managed;

/** All users, groups, roles and policies of the account and how they hang together, in pages over all of them. */
final class AuthorizationDetails implements IamClient, Part {

    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Entities<ProfileEntity> profiles;
    private final ManagedCatalog catalog;
    private final Pages pages;

    AuthorizationDetails(
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            Entities<ProfileEntity> profiles,
            ManagedCatalog catalog,
            Pages pages) {
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.profiles = profiles;
        this.catalog = catalog;
        this.pages = pages;
    }

    /** One thing to tell of: a user, group or role, or a managed policy. */
    private sealed interface Detail {

        /** What sorts it, unique among all. */
        String position();

        record Holder(int kind, Entity entity) implements Detail {
            @Override
            public String position() {
                return kind + "/" + entity.name().toLowerCase(Locale.ROOT);
            }
        }

        record Document(Managed managed) implements Detail {
            @Override
            public String position() {
                return "3/" + managed.arn();
            }
        }
    }

    @Override
    public GetAccountAuthorizationDetailsResponse getAccountAuthorizationDetails(
            GetAccountAuthorizationDetailsRequest request) {
        Set<EntityType> wanted =
                request.filter().isEmpty() ? EnumSet.allOf(EntityType.class) : EnumSet.copyOf(request.filter());
        var attachments = catalog.attachments();
        var boundaries = catalog.boundaries();
        var page = pages.page(
                "GetAccountAuthorizationDetails",
                request.marker(),
                request.maxItems(),
                all(wanted, attachments, boundaries),
                Detail::position);
        var userDetails = new ArrayList<UserDetail>();
        var groupDetails = new ArrayList<GroupDetail>();
        var roleDetails = new ArrayList<RoleDetail>();
        var policies = new ArrayList<ManagedPolicyDetail>();
        for (var detail : page.items()) {
            switch (detail) {
                case Detail.Document(var managed) ->
                    policies.add(of(
                            managed,
                            attachments.getOrDefault(managed.arn(), 0),
                            boundaries.getOrDefault(managed.arn(), 0)));
                case Detail.Holder holder -> {
                    switch (holder.entity()) {
                        case UserEntity user -> userDetails.add(of(user));
                        case GroupEntity group -> groupDetails.add(of(group));
                        case RoleEntity role -> roleDetails.add(of(role));
                        case ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ ->
                            throw new IllegalStateException("No holder of policies");
                    }
                }
            }
        }
        return GetAccountAuthorizationDetailsResponse.builder()
                .userDetailList(userDetails)
                .groupDetailList(groupDetails)
                .roleDetailList(roleDetails)
                .policies(policies)
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    /** Everything that is wanted, in the order of positions. AWS's policies are told of where they are used. */
    private Stream<Detail> all(
            Set<EntityType> wanted, Map<String, Integer> attachments, Map<String, Integer> boundaries) {
        var all = new ArrayList<Stream<Detail>>();
        if (wanted.contains(EntityType.GROUP)) {
            all.add(groups.all().map(group -> new Detail.Holder(0, group)));
        }
        if (wanted.contains(EntityType.ROLE)) {
            all.add(roles.all().map(role -> new Detail.Holder(1, role)));
        }
        if (wanted.contains(EntityType.USER)) {
            all.add(users.all().map(user -> new Detail.Holder(2, user)));
        }
        var policies = new ArrayList<Managed>();
        if (wanted.contains(EntityType.LOCAL_MANAGED_POLICY)) {
            catalog.local().forEach(policies::add);
        }
        if (wanted.contains(EntityType.AWS_MANAGED_POLICY)) {
            catalog.byAws()
                    .filter(one -> attachments.containsKey(one.arn()) || boundaries.containsKey(one.arn()))
                    .forEach(policies::add);
        }
        all.add(policies.stream()
                .sorted((one, other) -> one.arn().compareTo(other.arn()))
                .map(Detail.Document::new));
        return all.stream().flatMap(part -> part);
    }

    private UserDetail of(UserEntity user) {
        var shown = Answers.full(user);
        return UserDetail.builder()
                .userName(shown.userName())
                .path(shown.path())
                .userId(shown.userId())
                .arn(shown.arn())
                .createDate(shown.createDate())
                .userPolicyList(inline(user.grants()))
                .attachedManagedPolicies(attached(user.grants()))
                .groupList(user.groups())
                .permissionsBoundary(shown.permissionsBoundary())
                .tags(Tags.answered(user.tags()))
                .build();
    }

    private GroupDetail of(GroupEntity group) {
        var shown = Answers.of(group);
        return GroupDetail.builder()
                .groupName(shown.groupName())
                .path(shown.path())
                .groupId(shown.groupId())
                .arn(shown.arn())
                .createDate(shown.createDate())
                .groupPolicyList(inline(group.grants()))
                .attachedManagedPolicies(attached(group.grants()))
                .build();
    }

    private RoleDetail of(RoleEntity role) {
        var shown = Answers.full(role);
        return RoleDetail.builder()
                .roleName(shown.roleName())
                .path(shown.path())
                .roleId(shown.roleId())
                .arn(shown.arn())
                .createDate(shown.createDate())
                .assumeRolePolicyDocument(shown.assumeRolePolicyDocument())
                .instanceProfileList(profiles.all()
                        .filter(profile -> role.name().equals(profile.role()))
                        .map(profile -> Answers.of(profile, role))
                        .toList())
                .rolePolicyList(inline(role.grants()))
                .attachedManagedPolicies(attached(role.grants()))
                .permissionsBoundary(shown.permissionsBoundary())
                .tags(Tags.answered(role.tags()))
                .build();
    }

    private static ManagedPolicyDetail of(Managed managed, int attachments, int boundaries) {
        var shown = Answers.full(managed, attachments, boundaries);
        return ManagedPolicyDetail.builder()
                .policyName(shown.policyName())
                .policyId(shown.policyId())
                .arn(shown.arn())
                .path(shown.path())
                .defaultVersionId(shown.defaultVersionId())
                .attachmentCount(attachments)
                .permissionsBoundaryUsageCount(boundaries)
                .isAttachable(shown.isAttachable())
                .description(shown.description())
                .createDate(shown.createDate())
                .updateDate(shown.updateDate())
                .policyVersionList(managed.policy().versions().stream()
                        .map(version -> Answers.full(managed.policy(), version))
                        .toList())
                .build();
    }

    private static List<PolicyDetail> inline(Grants grants) {
        return grants.inline().entrySet().stream()
                .map(policy -> PolicyDetail.builder()
                        .policyName(policy.getKey())
                        .policyDocument(Documents.answered(policy.getValue()))
                        .build())
                .toList();
    }

    private static List<AttachedPolicy> attached(Grants grants) {
        return grants.attached().stream()
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                        .build())
                .toList();
    }
}
