package tarn.services.iam;

import static tarn.services.iam.IamFaults.noSuchPolicy;
import static tarn.services.iam.IamFaults.notAttachable;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Page;
import tarn.pagination.Pages;

/**
 * Which managed policies users, groups and roles hold. To attach touches the policy's record too, so that a policy
 * cannot go while it is attached.
 */
final class Attachments implements IamClient, Part {

    private static final int POLICIES_MAX = 10;

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Entities<PolicyEntity> policies;
    private final ManagedCatalog catalog;
    private final Pages pages;

    Attachments(
            Platform platform,
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            Entities<PolicyEntity> policies,
            ManagedCatalog catalog,
            Pages pages) {
        this.platform = platform;
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.policies = policies;
        this.catalog = catalog;
        this.pages = pages;
    }

    @Override
    public AttachUserPolicyResponse attachUserPolicy(AttachUserPolicyRequest request) {
        attach(users, request.userName(), request.policyArn(), "PoliciesPerUser");
        return AttachUserPolicyResponse.builder().build();
    }

    @Override
    public AttachGroupPolicyResponse attachGroupPolicy(AttachGroupPolicyRequest request) {
        attach(groups, request.groupName(), request.policyArn(), "PoliciesPerGroup");
        return AttachGroupPolicyResponse.builder().build();
    }

    @Override
    public AttachRolePolicyResponse attachRolePolicy(AttachRolePolicyRequest request) {
        attach(roles, request.roleName(), request.policyArn(), "PoliciesPerRole");
        return AttachRolePolicyResponse.builder().build();
    }

    private <E extends Entity & Holder<E>> void attach(Entities<E> holders, String name, String arn, String quota) {
        Entities.keep(platform, batch -> {
            var seen = holders.entry(name);
            var grants = seen.value().grants();
            if (!AwsPolicies.owns(arn)) {
                policies.touch(batch, catalog.own(arn).orElseThrow(() -> notAttachable(arn)));
            } else {
                catalog.requireAttachable(arn);
            }
            if (!grants.attached().contains(arn) && grants.attached().size() >= POLICIES_MAX) {
                throw quotaExceeded(quota, POLICIES_MAX);
            }
            batch.replace(holders.store(), seen, seen.value().with(grants.attach(arn)));
        });
    }

    @Override
    public DetachUserPolicyResponse detachUserPolicy(DetachUserPolicyRequest request) {
        detach(users, request.userName(), request.policyArn());
        return DetachUserPolicyResponse.builder().build();
    }

    @Override
    public DetachGroupPolicyResponse detachGroupPolicy(DetachGroupPolicyRequest request) {
        detach(groups, request.groupName(), request.policyArn());
        return DetachGroupPolicyResponse.builder().build();
    }

    @Override
    public DetachRolePolicyResponse detachRolePolicy(DetachRolePolicyRequest request) {
        detach(roles, request.roleName(), request.policyArn());
        return DetachRolePolicyResponse.builder().build();
    }

    private <E extends Entity & Holder<E>> void detach(Entities<E> holders, String name, String arn) {
        holders.change(name, holder -> {
            if (!holder.grants().attached().contains(arn)) {
                throw noSuchPolicy(arn);
            }
            return holder.with(holder.grants().detach(arn));
        });
    }

    @Override
    public ListAttachedUserPoliciesResponse listAttachedUserPolicies(ListAttachedUserPoliciesRequest request) {
        var page = attached(
                "ListAttachedUserPolicies",
                users.get(request.userName()).grants(),
                request.pathPrefix(),
                request.marker(),
                request.maxItems());
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public ListAttachedGroupPoliciesResponse listAttachedGroupPolicies(ListAttachedGroupPoliciesRequest request) {
        var page = attached(
                "ListAttachedGroupPolicies",
                groups.get(request.groupName()).grants(),
                request.pathPrefix(),
                request.marker(),
                request.maxItems());
        return ListAttachedGroupPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public ListAttachedRolePoliciesResponse listAttachedRolePolicies(ListAttachedRolePoliciesRequest request) {
        var page = attached(
                "ListAttachedRolePolicies",
                roles.get(request.roleName()).grants(),
                request.pathPrefix(),
                request.marker(),
                request.maxItems());
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Page<AttachedPolicy> attached(
            String operation,
            Grants grants,
            @Nullable String pathPrefix,
            @Nullable String marker,
            @Nullable Integer itemsMax) {
        var prefix = pathPrefix == null ? "/" : pathPrefix;
        var policiesHeld = grants.attached().stream()
                .sorted()
                .filter(arn -> arn.substring(arn.indexOf("policy/") + "policy".length())
                        .startsWith(prefix))
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                        .build());
        return pages.page(operation, marker, itemsMax, policiesHeld, AttachedPolicy::policyArn);
    }

    @Override
    public ListEntitiesForPolicyResponse listEntitiesForPolicy(ListEntitiesForPolicyRequest request) {
        var arn = catalog.get(request.policyArn()).arn();
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var usage = request.policyUsageFilter();
        var page = pages.page(
                "ListEntitiesForPolicy",
                request.marker(),
                request.maxItems(),
                catalog.holders()
                        .filter(holder -> holder.path().startsWith(prefix))
                        .filter(holder -> among(holder, request.entityFilter()))
                        .filter(holder -> uses(holder, arn, usage)),
                holder -> holder.kind() + "/" + holder.name().toLowerCase(Locale.ROOT));
        return ListEntitiesForPolicyResponse.builder()
                .policyGroups(these(
                        page.items(),
                        GroupEntity.class,
                        group -> PolicyGroup.builder()
                                .groupName(group.name())
                                .groupId(group.id())
                                .build()))
                .policyRoles(these(
                        page.items(),
                        RoleEntity.class,
                        role -> PolicyRole.builder()
                                .roleName(role.name())
                                .roleId(role.id())
                                .build()))
                .policyUsers(these(
                        page.items(),
                        UserEntity.class,
                        user -> PolicyUser.builder()
                                .userName(user.name())
                                .userId(user.id())
                                .build()))
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static boolean among(Entity holder, @Nullable EntityType filter) {
        return switch (filter) {
            case null -> true;
            case USER -> holder instanceof UserEntity;
            case GROUP -> holder instanceof GroupEntity;
            case ROLE -> holder instanceof RoleEntity;
            case LOCAL_MANAGED_POLICY, AWS_MANAGED_POLICY -> false;
            case UNKNOWN_TO_SDK_VERSION -> true;
        };
    }

    private static boolean uses(Entity holder, String arn, @Nullable PolicyUsageType usage) {
        var attached = ManagedCatalog.grants(holder).attached().contains(arn);
        var bounded = ManagedCatalog.boundary(holder).filter(arn::equals).isPresent();
        return switch (usage) {
            case null -> attached || bounded;
            case PERMISSIONS_POLICY -> attached;
            case PERMISSIONS_BOUNDARY -> bounded;
            case UNKNOWN_TO_SDK_VERSION -> attached || bounded;
        };
    }

    private static <E extends Entity, A> List<A> these(List<Entity> all, Class<E> kind, Function<E, A> answer) {
        var answers = new ArrayList<A>();
        for (var entity : all) {
            if (kind.isInstance(entity)) {
                answers.add(answer.apply(kind.cast(entity)));
            }
        }
        return answers;
    }
}
