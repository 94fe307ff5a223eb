package tarn.services.iam;

import software.amazon.awssdk.services.iam.IamClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.store.Formats;

/** AWS Identity and Access Management. */
public final class Iam {

    public static Service on(Platform platform) {
        var users = new Entities<>(
                platform, "users", Formats.record(UserEntity.class), IamFaults::noSuchUser, IamFaults::userExists);
        var groups = new Entities<>(
                platform, "groups", Formats.record(GroupEntity.class), IamFaults::noSuchGroup, IamFaults::groupExists);
        var roles = new Entities<>(
                platform, "roles", Formats.record(RoleEntity.class), IamFaults::noSuchRole, IamFaults::roleExists);
        var profiles = new Entities<>(
                platform,
                "instance-profiles",
                Formats.record(ProfileEntity.class),
                IamFaults::noSuchProfile,
                IamFaults::profileExists);
        var policies = new Entities<>(
                platform,
                "policies",
                Formats.record(PolicyEntity.class),
                IamFaults::noSuchPolicy,
                IamFaults::policyExists);
        var catalog = new ManagedCatalog(policies, users, groups, roles);
        var pages = new Pages(platform.tokens());
        return Service.of(
                IamClient.class,
                new Users(platform, users, catalog, pages),
                new UserKeys(platform, users, pages),
                new LoginProfiles(platform, users),
                new Groups(platform, groups, users, pages),
                new Roles(platform, roles, profiles, catalog, pages),
                new InstanceProfiles(platform, profiles, roles, pages),
                new ManagedPolicies(platform, policies, catalog, pages),
                new PolicyVersions(platform, policies, catalog, pages),
                new Attachments(platform, users, groups, roles, policies, catalog, pages),
                new InlinePolicies(users, groups, roles, pages),
                new Account(
                        platform, Formats.record(Account.AliasOwner.class), users, groups, roles, profiles, policies));
    }

    private Iam() {}
}
