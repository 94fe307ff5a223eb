package tarn.services.iam;

import static tarn.services.iam.IamFaults.noSuchRole;
import static tarn.services.iam.ProviderFaults.badInput;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Roles that belong to a service: made for it, trusted by it alone, changed by nobody else.
 *
 * <p>Where we differ: deletion succeeds at once and asks no service whether it still uses the role. A policy that AWS
 * manages for the role is attached where it is among those that are here.
 */
final class LinkedRoles implements IamClient, Part {

    /** A deletion as it is kept. */
    record Deletion(String role, Instant ended) {}

    private static final String TASK = "task/aws-service-role/";
    private static final int SESSION_SECONDS = 3_600;

    private final Platform platform;
    private final Entities<RoleEntity> roles;
    private final ManagedCatalog catalog;
    private final Store<Deletion> deletions;

    LinkedRoles(Platform platform, Entities<RoleEntity> roles, ManagedCatalog catalog, Format<Deletion> format) {
        this.platform = platform;
        this.roles = roles;
        this.catalog = catalog;
        this.deletions = platform.store("iam/role-deletions", Scope.ACCOUNT, format);
    }

    @Override
    public CreateServiceLinkedRoleResponse createServiceLinkedRole(CreateServiceLinkedRoleRequest request) {
        var linked = LinkedService.of(request.awsServiceName())
                .orElseThrow(() -> badInput("Service role template not found for " + request.awsServiceName()));
        var suffix = request.customSuffix();
        if (suffix != null && !linked.suffixes()) {
            throw badInput("Custom suffix is not allowed for " + request.awsServiceName());
        }
        var name = linked.role() + (suffix == null ? "" : "_" + suffix);
        if (roles.find(name).isPresent()) {
            throw taken(name);
        }
        var policy = Optional.ofNullable(linked.policy())
                .filter(arn -> catalog.find(arn).isPresent());
        var role = new RoleEntity(
                name,
                "/aws-service-role/" + linked.principal() + "/",
                Identifiers.ROLE.next(platform.ids()),
                platform.clock().instant(),
                Map.of(),
                policy.map(Grants.NONE::attach).orElse(Grants.NONE),
                null,
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},\
                "Action":"sts:AssumeRole"}]}""".formatted(linked.principal()),
                request.description(),
                SESSION_SECONDS);
        if (!roles.store().insert(Entities.key(name), role)) {
            throw taken(name);
        }
        return CreateServiceLinkedRoleResponse.builder()
                .role(Answers.full(role))
                .build();
    }

    private static RuntimeException taken(String name) {
        return badInput(
                "Service role name " + name + " has been taken in this account, please try a different suffix.");
    }

    @Override
    public DeleteServiceLinkedRoleResponse deleteServiceLinkedRole(DeleteServiceLinkedRoleRequest request) {
        var seen = roles.entry(request.roleName());
        var role = seen.value();
        if (!role.isLinked()) {
            throw noSuchRole(request.roleName());
        }
        var principal = role.path().substring("/aws-service-role/".length());
        var task = TASK + principal + role.name() + "/" + platform.ids().uuid();
        var batch = platform.batch().delete(roles.store(), seen);
        batch.insert(
                deletions,
                Key.of(task),
                new Deletion(role.name(), platform.clock().instant()));
        if (!batch.commit()) {
            return deleteServiceLinkedRole(request);
        }
        return DeleteServiceLinkedRoleResponse.builder().deletionTaskId(task).build();
    }

    @Override
    public GetServiceLinkedRoleDeletionStatusResponse getServiceLinkedRoleDeletionStatus(
            GetServiceLinkedRoleDeletionStatusRequest request) {
        if (deletions.get(Key.of(request.deletionTaskId())).isEmpty()) {
            throw IamFaults.noSuchEntity("Deletion task " + request.deletionTaskId() + " cannot be found.");
        }
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status(DeletionTaskStatusType.SUCCEEDED)
                .build();
    }
}
