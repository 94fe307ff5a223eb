package tarn.services.iam;

import static tarn.services.iam.IamFaults.inlineTooLarge;
import static tarn.services.iam.IamFaults.noSuchInlinePolicy;

import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;
import tarn.kernel.Part;
import tarn.pagination.Page;
import tarn.pagination.Pages;

/** Policies that are part of one user, group or role. */
final class InlinePolicies implements IamClient, Part {

    private static final int USER_CHARACTERS_MAX = 2_048;
    private static final int GROUP_CHARACTERS_MAX = 5_120;
    private static final int ROLE_CHARACTERS_MAX = 10_240;

    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Pages pages;

    InlinePolicies(Entities<UserEntity> users, Entities<GroupEntity> groups, Entities<RoleEntity> roles, Pages pages) {
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.pages = pages;
    }

    @Override
    public PutUserPolicyResponse putUserPolicy(PutUserPolicyRequest request) {
        put(users, request.userName(), request.policyName(), request.policyDocument(), USER_CHARACTERS_MAX);
        return PutUserPolicyResponse.builder().build();
    }

    @Override
    public GetUserPolicyResponse getUserPolicy(GetUserPolicyRequest request) {
        var user = users.get(request.userName());
        return GetUserPolicyResponse.builder()
                .userName(user.name())
                .policyName(request.policyName())
                .policyDocument(document(user, request.policyName()))
                .build();
    }

    @Override
    public DeleteUserPolicyResponse deleteUserPolicy(DeleteUserPolicyRequest request) {
        delete(users, request.userName(), request.policyName());
        return DeleteUserPolicyResponse.builder().build();
    }

    @Override
    public ListUserPoliciesResponse listUserPolicies(ListUserPoliciesRequest request) {
        var grants = users.get(request.userName()).grants();
        var page = names("ListUserPolicies", grants, request.marker(), request.maxItems());
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public PutGroupPolicyResponse putGroupPolicy(PutGroupPolicyRequest request) {
        put(groups, request.groupName(), request.policyName(), request.policyDocument(), GROUP_CHARACTERS_MAX);
        return PutGroupPolicyResponse.builder().build();
    }

    @Override
    public GetGroupPolicyResponse getGroupPolicy(GetGroupPolicyRequest request) {
        var group = groups.get(request.groupName());
        return GetGroupPolicyResponse.builder()
                .groupName(group.name())
                .policyName(request.policyName())
                .policyDocument(document(group, request.policyName()))
                .build();
    }

    @Override
    public DeleteGroupPolicyResponse deleteGroupPolicy(DeleteGroupPolicyRequest request) {
        delete(groups, request.groupName(), request.policyName());
        return DeleteGroupPolicyResponse.builder().build();
    }

    @Override
    public ListGroupPoliciesResponse listGroupPolicies(ListGroupPoliciesRequest request) {
        var grants = groups.get(request.groupName()).grants();
        var page = names("ListGroupPolicies", grants, request.marker(), request.maxItems());
        return ListGroupPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public PutRolePolicyResponse putRolePolicy(PutRolePolicyRequest request) {
        put(roles, request.roleName(), request.policyName(), request.policyDocument(), ROLE_CHARACTERS_MAX);
        return PutRolePolicyResponse.builder().build();
    }

    @Override
    public GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest request) {
        var role = roles.get(request.roleName());
        return GetRolePolicyResponse.builder()
                .roleName(role.name())
                .policyName(request.policyName())
                .policyDocument(document(role, request.policyName()))
                .build();
    }

    @Override
    public DeleteRolePolicyResponse deleteRolePolicy(DeleteRolePolicyRequest request) {
        delete(roles, request.roleName(), request.policyName());
        return DeleteRolePolicyResponse.builder().build();
    }

    @Override
    public ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest request) {
        var grants = roles.get(request.roleName()).grants();
        var page = names("ListRolePolicies", grants, request.marker(), request.maxItems());
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static <E extends Entity & Holder<E>> void put(
            Entities<E> holders, String holder, String name, String document, int charactersMax) {
        holders.get(holder);
        PolicyGrammar.IDENTITY.check(document);
        holders.change(holder, present -> {
            var next = present.grants().put(name, document);
            int size = next.inline().values().stream().mapToInt(Documents::size).sum();
            if (size > charactersMax) {
                throw inlineTooLarge(present.kind(), present.name(), charactersMax);
            }
            return present.with(next);
        });
    }

    private static <E extends Entity & Holder<E>> String document(E holder, String name) {
        var document = holder.grants().inline().get(name);
        if (document == null) {
            throw noSuchInlinePolicy(holder.kind(), name);
        }
        return Documents.answered(document);
    }

    private static <E extends Entity & Holder<E>> void delete(Entities<E> holders, String holder, String name) {
        holders.change(holder, present -> {
            if (!present.grants().inline().containsKey(name)) {
                throw noSuchInlinePolicy(present.kind(), name);
            }
            return present.with(present.grants().remove(name));
        });
    }

    private Page<String> names(String operation, Grants grants, @Nullable String marker, @Nullable Integer itemsMax) {
        var sorted = new TreeMap<>(grants.inline()).keySet().stream();
        return pages.page(operation, marker, itemsMax, sorted, Function.identity());
    }
}
