package tarn.services.iam;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.User;

/** Entities as the SDK writes them. Lists on AWS leave tags and boundaries out: that is what brief means. */
final class Answers {

    static User brief(UserEntity user) {
        return User.builder()
                .userName(user.name())
                .path(user.path())
                .userId(user.id())
                .arn(user.arn())
                .createDate(seconds(user.created()))
                .build();
    }

    static User full(UserEntity user) {
        var answer = brief(user).toBuilder().permissionsBoundary(boundary(user.boundary()));
        return user.tags().isEmpty()
                ? answer.build()
                : answer.tags(Tags.answered(user.tags())).build();
    }

    static Group of(GroupEntity group) {
        return Group.builder()
                .groupName(group.name())
                .path(group.path())
                .groupId(group.id())
                .arn(group.arn())
                .createDate(seconds(group.created()))
                .build();
    }

    static Role brief(RoleEntity role) {
        return Role.builder()
                .roleName(role.name())
                .path(role.path())
                .roleId(role.id())
                .arn(role.arn())
                .createDate(seconds(role.created()))
                .assumeRolePolicyDocument(Documents.answered(role.trust()))
                .description(role.description())
                .maxSessionDuration(role.sessionSecondsMax())
                .build();
    }

    static Role full(RoleEntity role) {
        var answer = brief(role).toBuilder().permissionsBoundary(boundary(role.boundary()));
        return role.tags().isEmpty()
                ? answer.build()
                : answer.tags(Tags.answered(role.tags())).build();
    }

    /** A profile with the role it carries; null if it carries none. */
    static InstanceProfile of(ProfileEntity profile, @Nullable RoleEntity role) {
        var answer = InstanceProfile.builder()
                .instanceProfileName(profile.name())
                .path(profile.path())
                .instanceProfileId(profile.id())
                .arn(profile.arn())
                .createDate(seconds(profile.created()));
        if (role == null) {
            answer.roles(List.of());
        } else {
            answer.roles(brief(role));
        }
        return profile.tags().isEmpty()
                ? answer.build()
                : answer.tags(Tags.answered(profile.tags())).build();
    }

    static Policy brief(ManagedCatalog.Managed managed, int attachments, int boundaries) {
        var policy = managed.policy();
        return Policy.builder()
                .policyName(policy.name())
                .path(policy.path())
                .policyId(policy.id())
                .arn(managed.arn())
                .createDate(seconds(policy.created()))
                .updateDate(seconds(policy.updated()))
                .defaultVersionId(policy.current())
                .attachmentCount(attachments)
                .permissionsBoundaryUsageCount(boundaries)
                .isAttachable(true)
                .build();
    }

    static Policy full(ManagedCatalog.Managed managed, int attachments, int boundaries) {
        var policy = managed.policy();
        var answer = brief(managed, attachments, boundaries).toBuilder().description(policy.description());
        return policy.tags().isEmpty()
                ? answer.build()
                : answer.tags(Tags.answered(policy.tags())).build();
    }

    /** A version without its document, as it stands in lists. */
    static PolicyVersion brief(PolicyEntity policy, PolicyEntity.Version version) {
        return PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(version.id().equals(policy.current()))
                .createDate(seconds(version.created()))
                .build();
    }

    static PolicyVersion full(PolicyEntity policy, PolicyEntity.Version version) {
        return brief(policy, version).toBuilder()
                .document(Documents.answered(version.document()))
                .build();
    }

    /** IAM's times have whole seconds. */
    static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static @Nullable AttachedPermissionsBoundary boundary(@Nullable String arn) {
        return arn == null
                ? null
                : AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                        .permissionsBoundaryArn(arn)
                        .build();
    }

    private Answers() {}
}
