package tarn.authorization;

import static java.lang.System.Logger.Level.ERROR;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Invocation;
import tarn.kernel.LocalPlatform;
import tarn.kernel.ServiceFault;
import tarn.kernel.Stage;
import tarn.policy.Admission;
import tarn.policy.Decision;
import tarn.policy.Evaluation;
import tarn.policy.Guard;
import tarn.policy.Guard.Need;
import tarn.policy.Identities;
import tarn.policy.NamedPolicy;
import tarn.policy.Organization;
import tarn.policy.Permissions;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.ResourcePolicy;
import tarn.policy.Subject;

/**
 * Decides whether the caller may do what it asks, for requests from outside and from peers alike, in the accounts where
 * that is enforced.
 *
 * <p>It fails closed. Where a resource of another account lets the caller in, the rest of the request is done in that
 * account, as the same principal.
 */
public final class Authorization implements Stage, Permissions {

    private static final System.Logger LOG = System.getLogger(Authorization.class.getName());

    private final LocalPlatform platform;
    private final Predicate<String> enforced;
    private final Subjects subjects;
    private final Map<Class<? extends AwsClient>, Table> tables = new ConcurrentHashMap<>();

    /**
     * The stage of a platform.
     *
     * @param enforced whether policies decide in an account
     */
    public Authorization(LocalPlatform platform, Predicate<String> enforced) {
        this.platform = platform;
        this.enforced = enforced;
        this.subjects = new Subjects(this::identities, platform.accessKeys());
    }

    private Optional<Identities> identities() {
        return platform.services().named("iam").flatMap(iam -> iam.offer(Identities.class));
    }

    private Organization organization(String asker, String owner) {
        return platform.services()
                .named("organizations")
                .flatMap(service -> service.offer(Organization.Charter.class))
                .map(charter -> charter.between(asker, owner))
                .orElse(Organization.NONE);
    }

    @Override
    public boolean enforced(String account) {
        return enforced.test(account);
    }

    /** Whether policies decide what a caller does: its own account's, also while it works in another's, or nobody's. */
    private boolean enforced(Caller caller) {
        return enforced.test(caller.account())
                || caller.principal().equals(Subject.ANONYMOUS.arn())
                || Arn.parse(caller.principal())
                        .filter(arn -> enforced.test(arn.account()))
                        .isPresent();
    }

    @Override
    public Object answer(Invocation invocation, Function<Invocation, Object> next) {
        var caller = Caller.current();
        if (!enforced(caller)) {
            return next.apply(invocation);
        }
        var admission = judge(invocation, caller);
        Function<SdkRequest, Object> rest = request -> next.apply(invocation.with(request));
        var asker = admission.owner().isEmpty() ? caller : caller.of(admission.owner());
        try {
            return asker.call(() -> new Admission(admission.owners())
                    .call(() -> admission.refused().isEmpty()
                            ? next.apply(invocation)
                            : guard(invocation).without(admission.refused(), invocation.request(), rest)));
        } catch (AwsServiceException fault) {
            var need = guard(invocation).toSee(fault, invocation.request());
            if (need.isPresent()
                    && !decide(need.get(), caller, null, invocation).allowed()) {
                throw refusal(invocation, caller, "", "");
            }
            throw fault;
        }
    }

    /**
     * How a request may go on.
     *
     * @param refused what of it may not
     * @param owner the account it goes on in; empty for the caller's own
     * @param owners the accounts whose resources it may touch
     */
    private record Verdict(Set<Need> refused, String owner, Set<String> owners) {
        static final Verdict FREE = new Verdict(Set.of(), "", Set.of());
    }

    private Verdict judge(Invocation invocation, Caller caller) {
        try {
            return admit(invocation, caller);
        } catch (AwsServiceException refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.log(ERROR, "Request " + caller.requestId() + " could not be decided", bug);
            throw refusal(invocation, caller, action(invocation), "*");
        }
    }

    private Verdict admit(Invocation invocation, Caller caller) {
        var table = table(invocation);
        var operation = invocation.operation();
        if (table.isFree(operation.name())) {
            return Verdict.FREE;
        }
        var refused = new HashSet<Need>();
        var owners = new HashSet<String>();
        var owner = "";
        int asked = 0;
        for (var row : table.rows(operation)) {
            if (!row.concerns(invocation.request())) {
                continue;
            }
            for (var arn : row.resource().in(invocation.request(), caller, guard(invocation))) {
                if (arn.isEmpty()) {
                    continue;
                }
                asked++;
                var need = new Need(row.action(), arn);
                var answer = decideWithAll(need, caller, row, invocation);
                if (!answer.allowed() && !row.each()) {
                    throw answer.absent() != null ? answer.absent() : refusal(invocation, caller, answer);
                }
                if (!answer.allowed()) {
                    refused.add(need);
                }
                if (!answer.owner().isEmpty() && isOf(invocation, arn)) {
                    owner = owner.isEmpty() ? answer.owner() : owner;
                    owners.add(answer.owner());
                }
            }
        }
        if (asked == 0) {
            throw refusal(invocation, caller, action(invocation), "*");
        }
        return new Verdict(refused, owner, owners);
    }

    private static String action(Invocation invocation) {
        var principal = invocation.service().principal();
        return principal.substring(0, principal.indexOf('.')) + ":"
                + invocation.operation().name();
    }

    /**
     * An answer to a need.
     *
     * @param need what was needed, which may be another than was asked for: what goes with it
     * @param owner the account that owns the resource; empty if nobody's
     * @param absent what is wrong if there is no such resource
     */
    private record Answer(
            Need need,
            Decision decision,
            Subject subject,
            Question question,
            String owner,
            @Nullable AwsServiceException absent) {
        boolean allowed() {
            return decision.allowed();
        }
    }

    /** The answer to a need, unless what goes with it is refused: then that. */
    private Answer decideWithAll(Need need, Caller caller, Row row, Invocation invocation) {
        var answer = decide(need, caller, row, invocation);
        for (var beside : guard(need.arn(), invocation).beside(need)) {
            if (!answer.allowed()) {
                return answer;
            }
            var other = decide(beside, caller, row, invocation);
            if (!other.allowed()) {
                return other;
            }
        }
        return answer;
    }

    private Answer decide(Need need, Caller caller, @Nullable Row row, @Nullable Invocation invocation) {
        return decide(need, caller, row, invocation, Map.of());
    }

    private Answer decide(
            Need need,
            Caller caller,
            @Nullable Row row,
            @Nullable Invocation invocation,
            Map<String, List<String>> keys) {
        var who = subjects.of(caller);
        var guard = need.arn().equals("*") ? Guard.NONE : guard(need.arn(), invocation);
        var policy = need.arn().equals("*") ? Optional.<ResourcePolicy>empty() : guard.policy(need);
        var owner = policy.map(ResourcePolicy::owner)
                .orElseGet(() -> Arn.parse(need.arn())
                        .map(Arn::account)
                        .filter(account -> account.length() == 12)
                        .orElse(""));
        var by = invocation == null ? null : invocation.by();
        var request = invocation == null ? null : invocation.request();
        var global = new GlobalKeys(who, caller, by, platform.clock().instant(), owner);
        var question =
                new Question(need.action(), need.arn(), new Asking(global, row, request, need.arn(), guard, keys));
        boolean granted = request != null && guard.grants(need, who.subject(), request);
        var resource = policy.map(known -> Evaluation.Resource.of(known, granted))
                .orElse(new Evaluation.Resource(owner, null, false, granted));
        var decision = Evaluation.decide(
                who.subject(), question, resource, organization(who.subject().account(), owner));
        var absent = decision.allowed() || request == null
                ? null
                : guard.absent(need.arn(), request).orElse(null);
        return new Answer(need, decision, who.subject(), question, owner, absent);
    }

    @Override
    public boolean allow(String action, String arn, Map<String, List<String>> keys) {
        var caller = Caller.current();
        return !enforced(caller)
                || decide(new Need(action, arn), caller, null, null, keys).allowed();
    }

    @Override
    public Caller as(String roleArn, String service, String session) {
        var caller = Caller.current();
        var arn = Arn.parse(roleArn);
        var account = arn.map(Arn::account).orElse(caller.account());
        if (!enforced.test(account)) {
            return Permissions.ALL.as(roleArn, service, session);
        }
        var name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
        var role = identities().flatMap(kept -> kept.role(account, name));
        if (role.isEmpty() || !trusts(role.get(), service, caller)) {
            throw ServiceFault.of(
                    platform.services().named("sts").orElseThrow().contract(),
                    403,
                    "AccessDenied",
                    service + " is not authorized to perform: sts:AssumeRole on resource: " + roleArn);
        }
        var principal = new Arn("aws", "sts", "", account, "assumed-role/" + name + "/" + session).toString();
        return new Caller(
                account,
                caller.region(),
                principal,
                role.get().id() + ":" + session,
                null,
                service,
                caller.requestId());
    }

    private boolean trusts(Identities.Identity role, String service, Caller caller) {
        var trust = role.trust();
        if (trust == null) {
            return false;
        }
        var subject = Subject.service(service);
        var global =
                new GlobalKeys(Who.of(subject), caller, null, platform.clock().instant(), caller.account());
        var question = new Question(
                "sts:AssumeRole", role.arn(), new Asking(global, null, null, role.arn(), Guard.NONE, Map.of()));
        var policy = new NamedPolicy("trust", NamedPolicy.Source.RESOURCE, Policy.remembered(trust));
        return Evaluation.decide(subject, question, new Evaluation.Resource(caller.account(), policy, true, false))
                .allowed();
    }

    private Table table(Invocation invocation) {
        var contract = invocation.service().contract();
        var known = tables.get(contract);
        return known != null ? known : tables.computeIfAbsent(contract, Table::of);
    }

    private static Guard guard(Invocation invocation) {
        return invocation.service().offer(Guard.class).orElse(Guard.NONE);
    }

    /** Whether an ARN is of the service that is asked; a role that is handed on is not. */
    private static boolean isOf(Invocation invocation, String arn) {
        return Arn.parse(arn)
                .filter(parsed -> carries(invocation, parsed.service()))
                .isPresent();
    }

    /** Whether the service that is asked has the ARNs of a name: DynamoDB's streams have the tables'. */
    private static boolean carries(Invocation invocation, String name) {
        return (invocation.service().contract().getPackageName() + ".").contains("." + name + ".");
    }

    /** The guard of the service that an ARN belongs to: mostly the one that is asked. */
    private Guard guard(String arn, @Nullable Invocation invocation) {
        int start = arn.indexOf(':', 4) + 1;
        int end = arn.indexOf(':', start);
        if (!arn.startsWith("arn:") || start == 0 || end < 0) {
            return invocation == null ? Guard.NONE : guard(invocation);
        }
        var name = arn.substring(start, end);
        if (invocation != null && carries(invocation, name)) {
            return guard(invocation);
        }
        return platform.services()
                .named(name)
                .flatMap(service -> service.offer(Guard.class))
                .orElse(Guard.NONE);
    }

    private AwsServiceException refusal(Invocation invocation, Caller caller, Answer answer) {
        var need = answer.need();
        var owner = answer.owner();
        boolean shown = owner.isEmpty() || owner.equals(answer.subject().account());
        boolean s3 = need.action().startsWith("s3:");
        boolean quiet = answer.subject().kind() == Subject.Kind.ANONYMOUS || (s3 && !shown);
        var resource = s3 ? "\"" + need.arn() + "\"" : need.arn();
        var why =
                need.action().startsWith("sts:") ? "" : " " + answer.decision().reason(need.action());
        if (quiet) {
            return refusal(invocation, caller, "", "");
        }
        var told = table(invocation).encoded() ? ". Encoded authorization failure message: " + sealed(answer) : "";
        return refusal(invocation, caller, need.action(), resource + why + told);
    }

    private String sealed(Answer answer) {
        var keys =
                answer.question().context() instanceof Asking asking ? asking.given() : Map.<String, List<String>>of();
        return Denial.sealed(platform.seal(), answer.decision(), answer.subject(), answer.question(), keys);
    }

    private AwsServiceException refusal(Invocation invocation, Caller caller, String action, String rest) {
        var table = table(invocation);
        var message = action.isEmpty()
                ? "Access Denied"
                : (table.encoded() ? "You are not authorized to perform this operation. " : "") + "User: "
                        + caller.principal() + " is not authorized to perform: " + action + " on resource: " + rest;
        return ServiceFault.of(invocation.service().contract(), table.status(), table.code(), message);
    }
}
