package tarn.services.iam;

import static tarn.services.iam.IamFaults.aliasTaken;
import static tarn.services.iam.IamFaults.noSuchAlias;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.mfa.MfaDevices;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The account as a whole: what it holds, and its alias, which is unique among all accounts. */
final class Account implements IamClient, Part {

    /** Who has an alias. */
    record AliasOwner(String account) {}

    /** The quotas of an AWS account, as it has them by default. */
    private static final Map<String, Integer> QUOTAS = Map.ofEntries(
            Map.entry("AccessKeysPerUserQuota", 2),
            Map.entry("AssumeRolePolicySizeQuota", 4_096),
            Map.entry("AttachedPoliciesPerGroupQuota", 10),
            Map.entry("AttachedPoliciesPerRoleQuota", 10),
            Map.entry("AttachedPoliciesPerUserQuota", 10),
            Map.entry("GroupPolicySizeQuota", 5_120),
            Map.entry("GroupsPerUserQuota", 10),
            Map.entry("GroupsQuota", 300),
            Map.entry("InstanceProfilesQuota", 1_000),
            Map.entry("PoliciesQuota", 1_500),
            Map.entry("PolicySizeQuota", 6_144),
            Map.entry("RolePolicySizeQuota", 10_240),
            Map.entry("RolesQuota", 1_000),
            Map.entry("UserPolicySizeQuota", 2_048),
            Map.entry("UsersQuota", 5_000),
            Map.entry("VersionsPerPolicyQuota", 5));

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Entities<ProfileEntity> profiles;
    private final Entities<PolicyEntity> policies;
    private final Entities<CertificateEntity> certificates;
    private final Entities<SamlEntity> saml;
    private final Entities<OidcEntity> oidc;
    private final MfaDevices devices;
    private final Store<AliasOwner> aliases;

    Account(
            Platform platform,
            Format<AliasOwner> format,
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            Entities<ProfileEntity> profiles,
            Entities<PolicyEntity> policies,
            Entities<CertificateEntity> certificates,
            Entities<SamlEntity> saml,
            Entities<OidcEntity> oidc,
            MfaDevices devices) {
        this.platform = platform;
        this.aliases = platform.store("iam/aliases", Scope.GLOBAL, format);
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.profiles = profiles;
        this.policies = policies;
        this.certificates = certificates;
        this.saml = saml;
        this.oidc = oidc;
        this.devices = devices;
    }

    @Override
    public GetAccountSummaryResponse getAccountSummary(GetAccountSummaryRequest request) {
        var summary = new TreeMap<>(QUOTAS);
        summary.put("Users", (int) users.all().count());
        summary.put("Groups", (int) groups.all().count());
        summary.put("Roles", (int) roles.all().count());
        summary.put("InstanceProfiles", (int) profiles.all().count());
        summary.put("Policies", (int) policies.all().count());
        summary.put(
                "PolicyVersionsInUse",
                policies.all().mapToInt(policy -> policy.versions().size()).sum());
        summary.put("PolicyVersionsInUseQuota", 10_000);
        summary.put("AccountAccessKeysPresent", 0);
        summary.put("AccountMFAEnabled", 0);
        summary.put("AccountPasswordPresent", 0);
        summary.put("AccountSigningCertificatesPresent", 0);
        summary.put("MFADevices", (int) devices.all().count());
        summary.put("MFADevicesInUse", (int)
                devices.all().filter(device -> device.userId() != null).count());
        summary.put("Providers", (int) (saml.all().count() + oidc.all().count()));
        summary.put("ServerCertificates", (int) certificates.all().count());
        summary.put("ServerCertificatesQuota", ServerCertificates.CERTIFICATES_MAX);
        summary.put("SigningCertificatesPerUserQuota", 2);
        summary.put("GlobalEndpointTokenVersion", 2);
        return GetAccountSummaryResponse.builder()
                .summaryMapWithStrings(summary)
                .build();
    }

    @Override
    public CreateAccountAliasResponse createAccountAlias(CreateAccountAliasRequest request) {
        var account = Caller.current().account();
        Entities.keep(platform, batch -> {
            var taken = aliases.entry(Key.of(request.accountAlias()));
            if (taken.isPresent()) {
                if (!taken.get().value().account().equals(account)) {
                    throw aliasTaken(request.accountAlias());
                }
                return;
            }
            alias().ifPresent(before -> batch.delete(aliases, before));
            batch.insert(aliases, Key.of(request.accountAlias()), new AliasOwner(account));
        });
        return CreateAccountAliasResponse.builder().build();
    }

    @Override
    public DeleteAccountAliasResponse deleteAccountAlias(DeleteAccountAliasRequest request) {
        Entities.keep(platform, batch -> {
            var seen = alias().filter(entry -> entry.key().equals(Key.of(request.accountAlias())))
                    .orElseThrow(() -> noSuchAlias(request.accountAlias()));
            batch.delete(aliases, seen);
        });
        return DeleteAccountAliasResponse.builder().build();
    }

    @Override
    public ListAccountAliasesResponse listAccountAliases(ListAccountAliasesRequest request) {
        return ListAccountAliasesResponse.builder()
                .accountAliases(alias().stream()
                        .map(entry -> entry.key().reader().text())
                        .toList())
                .isTruncated(false)
                .build();
    }

    /** The alias of the caller's account, if it has one. */
    private Optional<Entry<AliasOwner>> alias() {
        var account = Caller.current().account();
        for (var entry : aliases.scan(Range.all())) {
            if (entry.value().account().equals(account)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }
}
