package tarn.authorization;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.kernel.Session;
import tarn.policy.Cause;
import tarn.policy.Subject;

/**
 * The condition keys that every request has, whatever the service.
 *
 * <p>A request that a service makes for its caller shows no address, as on AWS it does not show the caller's.
 *
 * @param by the service that asks, last of several; null from outside
 * @param owner the account that owns the resource; empty if nobody's
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS global
 *     condition context keys</a>
 */
record GlobalKeys(Who who, Caller caller, @Nullable String by, Instant now, String owner) {

    private static final Map<String, Function<GlobalKeys, @Nullable Object>> KEYS = Map.ofEntries(
            Map.entry("aws:principalarn", GlobalKeys::principalArn),
            Map.entry("aws:principalaccount", keys -> some(keys.who.subject().account())),
            Map.entry("aws:principaltype", GlobalKeys::principalType),
            Map.entry("aws:userid", keys -> keys.is(Subject.Kind.ANONYMOUS) ? "anonymous" : keys.caller.userId()),
            Map.entry("aws:username", keys -> keys.who.name()),
            Map.entry("aws:principalisawsservice", keys -> keys.is(Subject.Kind.SERVICE)),
            Map.entry(
                    "aws:principalservicename",
                    keys -> keys.is(Subject.Kind.SERVICE) ? keys.who.subject().arn() : null),
            Map.entry("aws:sourceip", keys -> keys.origin(Origin::address)),
            Map.entry("aws:useragent", keys -> keys.origin(Origin::userAgent)),
            Map.entry("aws:referer", keys -> keys.origin(Origin::referer)),
            Map.entry(
                    "aws:securetransport",
                    keys -> keys.by != null
                            || Origin.ifBound().map(Origin::secure).orElse(true)),
            Map.entry("aws:currenttime", keys -> keys.now.truncatedTo(ChronoUnit.SECONDS)),
            Map.entry("aws:epochtime", keys -> keys.now.getEpochSecond()),
            Map.entry("aws:requestedregion", keys -> keys.caller.region()),
            Map.entry("aws:resourceaccount", keys -> some(keys.owner)),
            Map.entry("aws:viaawsservice", keys -> keys.via() != null),
            Map.entry("aws:calledvia", GlobalKeys::calledVia),
            Map.entry("aws:calledviafirst", GlobalKeys::via),
            Map.entry(
                    "aws:calledvialast",
                    keys -> keys.via() == null ? null : Objects.requireNonNullElse(keys.by, keys.via())),
            Map.entry("aws:sourcearn", keys -> Cause.ifBound().map(Cause::arn).orElse(null)),
            Map.entry("aws:sourceaccount", GlobalKeys::sourceAccount),
            Map.entry("kms:viaservice", GlobalKeys::viaService),
            Map.entry("kms:calleraccount", keys -> some(keys.who.subject().account())),
            Map.entry("aws:multifactorauthpresent", keys -> keys.session(session -> session.mfa() != null)),
            Map.entry("aws:multifactorauthage", keys -> keys.session(session -> age(session.mfa(), keys.now))),
            Map.entry("aws:tokenissuetime", keys -> keys.session(Session::begun)),
            Map.entry("aws:sourceidentity", keys -> keys.session(Session::sourceIdentity)),
            Map.entry("aws:federatedprovider", keys -> keys.session(Session::provider)));

    /** The values of a key, in lower case; null if it is none of these. */
    @Nullable
    List<String> values(String key) {
        var known = KEYS.get(key);
        if (known == null) {
            return null;
        }
        return switch (known.apply(this)) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case Object value -> List.of(value.toString());
        };
    }

    private boolean is(Subject.Kind kind) {
        return who.subject().kind() == kind;
    }

    private static @Nullable String some(String text) {
        return text.isEmpty() ? null : text;
    }

    private @Nullable Object principalArn() {
        var subject = who.subject();
        return switch (subject.kind()) {
            case ANONYMOUS, SERVICE -> null;
            case SESSION -> subject.issuer();
            case ROOT, USER, FEDERATED -> subject.arn();
        };
    }

    private Object principalType() {
        return switch (who.subject().kind()) {
            case ANONYMOUS -> "Anonymous";
            case ROOT -> "Account";
            case USER -> "User";
            case SESSION -> "AssumedRole";
            case FEDERATED -> "FederatedUser";
            case SERVICE -> "Service";
        };
    }

    private @Nullable Object origin(Function<Origin, @Nullable String> part) {
        return by != null
                ? null
                : Origin.ifBound().map(part).filter(text -> !text.isEmpty()).orElse(null);
    }

    /** Through which service a user or role asks; a service on its own behalf asks through none. */
    private @Nullable String via() {
        return is(Subject.Kind.SERVICE) ? null : caller.via();
    }

    private @Nullable Object calledVia() {
        return via() == null
                ? null
                : Stream.of(via(), by).filter(Objects::nonNull).distinct().toList();
    }

    /** The service that asks for its caller, with its region, as KMS knows it. */
    private @Nullable Object viaService() {
        return by == null || via() == null
                ? null
                : by.replace(".amazonaws.com", "." + caller.region() + ".amazonaws.com");
    }

    private @Nullable Object sourceAccount() {
        return Cause.ifBound().map(Cause::account).orElse(is(Subject.Kind.SERVICE) ? caller.account() : null);
    }

    private @Nullable Object session(Function<Session, @Nullable Object> part) {
        var session = who.session();
        return session == null ? null : part.apply(session);
    }

    private static @Nullable Object age(@Nullable Instant since, Instant now) {
        return since == null ? null : (Object) since.until(now, ChronoUnit.SECONDS);
    }
}
