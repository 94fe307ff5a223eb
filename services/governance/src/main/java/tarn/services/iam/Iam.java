package tarn.services.iam;

import software.amazon.awssdk.services.iam.IamClient;
import tarn.kernel.LastUses;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.mfa.MfaDevices;
import tarn.pagination.Pages;
import tarn.policy.Guard;
import tarn.policy.Identities;
import tarn.policy.SecondFactor;
import tarn.store.Formats;

/** AWS Identity and Access Management. */
public final class Iam {

    public static Service on(Platform platform) {
        var users = new Entities<>(platform, "users", UserEntity.FORMAT, IamFaults::noSuchUser, IamFaults::userExists);
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
        var certificates = new Entities<>(
                platform,
                "server-certificates",
                Formats.record(CertificateEntity.class),
                CredentialFaults::noSuchServerCertificate,
                CredentialFaults::serverCertificateExists);
        var saml = new Entities<>(
                platform,
                "saml-providers",
                Formats.record(SamlEntity.class),
                ProviderFaults::noSuchSaml,
                ProviderFaults::samlExists);
        var oidc = new Entities<>(
                platform,
                "oidc-providers",
                Formats.record(OidcEntity.class),
                ProviderFaults::noSuchOidc,
                ProviderFaults::oidcExists);
        var belongings = UserBelongings.on(platform, users);
        var devices = new MfaDevices(platform);
        var catalog = new ManagedCatalog(policies, users, groups, roles);
        var pages = new Pages(platform.tokens(), 100, 1000, _ -> IamFaults.invalid("Invalid Marker."));
        var passwords = new PasswordPolicies(platform, Formats.record(PasswordRules.class));
        var holdings = new Holdings(users, groups, roles, catalog);
        var uses = new LastUses(platform);
        return Service.of(
                        IamClient.class,
                        new Users(platform, users, catalog, new Leftovers(devices, belongings), pages),
                        new UserKeys(platform, users, pages),
                        new KeyUses(users, uses),
                        new AccessReports(
                                platform,
                                holdings,
                                users,
                                catalog,
                                uses,
                                Formats.record(AccessReports.Job.class),
                                pages),
                        new CredentialReports(
                                platform,
                                users,
                                belongings,
                                devices,
                                passwords,
                                uses,
                                Formats.record(CredentialReports.Report.class)),
                        new AuthorizationDetails(users, groups, roles, profiles, catalog, pages),
                        new Simulations(platform, holdings, pages),
                        new GrantingPolicies(holdings, pages),
                        new UserDevices(platform, devices, users, pages),
                        new VirtualDevices(platform, devices, users, pages),
                        new SigningCertificates(platform, users, belongings.certificates(), pages),
                        new SshKeys(platform, users, belongings.sshKeys(), pages),
                        new ServiceCredentials(platform, users, belongings.credentials(), pages),
                        new ServerCertificates(platform, certificates, pages),
                        passwords,
                        new LoginProfiles(platform, users, passwords),
                        new SamlProviders(platform, saml, pages),
                        new OidcProviders(platform, oidc, pages),
                        new Groups(platform, groups, users, pages),
                        new Roles(platform, roles, profiles, catalog, uses, pages),
                        new LinkedRoles(platform, roles, catalog, Formats.record(LinkedRoles.Deletion.class)),
                        new InstanceProfiles(platform, profiles, roles, pages),
                        new ManagedPolicies(platform, policies, catalog, pages),
                        new PolicyVersions(platform, policies, catalog, pages),
                        new Attachments(platform, users, groups, roles, policies, catalog, pages),
                        new InlinePolicies(users, groups, roles, pages),
                        new Account(
                                platform,
                                Formats.record(Account.AliasOwner.class),
                                users,
                                groups,
                                roles,
                                profiles,
                                policies,
                                certificates,
                                saml,
                                oidc,
                                devices))
                .offering(SecondFactor.class, devices)
                .offering(Identities.class, new IamIdentities(users, groups, roles, policies, catalog))
                .offering(Guard.class, new IamGuard(users, groups, roles, profiles, catalog));
    }

    private Iam() {}
}
