package tarn.services.iam;

import static tarn.services.iam.IamFaults.managedByAws;
import static tarn.services.iam.IamFaults.noSuchPolicy;
import static tarn.services.iam.IamFaults.notAttachable;
import static tarn.services.iam.IamFaults.policyOfAService;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tarn.store.Entry;

/** All managed policies an account sees by ARN: its own and those that AWS manages. */
final class ManagedCatalog {

    private final Entities<PolicyEntity> policies;
    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;

    ManagedCatalog(
            Entities<PolicyEntity> policies,
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles) {
        this.policies = policies;
        this.users = users;
        this.groups = groups;
        this.roles = roles;
    }

    /** A managed policy and its ARN, which begins otherwise for AWS's own. */
    record Managed(String arn, PolicyEntity policy) {}

    /** The policy of that ARN, as it is answered; throws if there is none. */
    Managed get(String arn) {
        return find(arn).orElseThrow(() -> noSuchPolicy(arn));
    }

    /** The policy of that ARN, if there is one. */
    Optional<Managed> find(String arn) {
        return AwsPolicies.owns(arn)
                ? AwsPolicies.find(arn).map(policy -> new Managed(arn, policy))
                : own(arn).map(entry -> new Managed(arn, entry.value()));
    }

    /** Throws unless there is a policy of that ARN, and none that AWS keeps for service-linked roles. */
    void requireAttachable(String arn) {
        var policy = find(arn).orElseThrow(() -> notAttachable(arn)).policy();
        if (policy.path().startsWith("/aws-service-role/")) {
            throw policyOfAService();
        }
    }

    /** The account's own policy of that ARN, if there is one. */
    Optional<Entry<PolicyEntity>> own(String arn) {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        return policies.store()
                .entry(Entities.key(name))
                .filter(entry -> entry.value().arn().equals(arn));
    }

    /** The account's own policy of that ARN, to be changed; throws if there is none, or if it is AWS's. */
    Entry<PolicyEntity> changeable(String arn) {
        if (AwsPolicies.owns(arn)) {
            throw managedByAws(arn);
        }
        return own(arn).orElseThrow(() -> noSuchPolicy(arn));
    }

    /** The account's own policies. */
    Stream<Managed> local() {
        return policies.all().map(policy -> new Managed(policy.arn(), policy));
    }

    /** AWS's policies. */
    Stream<Managed> byAws() {
        return AwsPolicies.all().map(policy -> new Managed(AwsPolicies.arn(policy), policy));
    }

    /** All that may hold policies, of the caller's account. */
    Stream<Entity> holders() {
        return Stream.of(groups.all(), roles.all(), users.all()).flatMap(all -> all);
    }

    /** How often each policy is attached in the caller's account. */
    Map<String, Integer> attachments() {
        var counts = new HashMap<String, Integer>();
        holders().forEach(holder -> grants(holder).attached().forEach(arn -> counts.merge(arn, 1, Integer::sum)));
        return counts;
    }

    /** How often each policy is a permissions boundary in the caller's account. */
    Map<String, Integer> boundaries() {
        var counts = new HashMap<String, Integer>();
        holders().forEach(holder -> boundary(holder).ifPresent(arn -> counts.merge(arn, 1, Integer::sum)));
        return counts;
    }

    /** The policies that an entity holds. */
    static Grants grants(Entity entity) {
        return switch (entity) {
            case UserEntity user -> user.grants();
            case GroupEntity group -> group.grants();
            case RoleEntity role -> role.grants();
            case ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ -> Grants.NONE;
        };
    }

    /** The permissions boundary of an entity, if it has one. */
    static Optional<String> boundary(Entity entity) {
        return switch (entity) {
            case UserEntity user -> Optional.ofNullable(user.boundary());
            case RoleEntity role -> Optional.ofNullable(role.boundary());
            case GroupEntity _, ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ ->
                Optional.empty();
        };
    }
}
