package tarn.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the identity behind the request that is being answered, and the account and region it speaks to.
 *
 * <p>A caller is bound for the length of a request and crosses into peers by itself. Stores are scoped by it, so that
 * no service can forget the account or the region.
 *
 * @param account the twelve-digit account that owns what is touched
 * @param region the region the request speaks to, such as {@code us-east-1}
 * @param principal the ARN of who asks: a user, an assumed role, {@code arn:aws:iam::<account>:root}
 * @param userId the unique id that {@code GetCallerIdentity} shows
 * @param accessKey the access key the request was signed with; null for anonymous requests and for Tarn's own work
 * @param via the service principal that asks on the caller's behalf, such as {@code athena.amazonaws.com}; null if the
 *     caller asks itself
 * @param requestId the id of the outermost request, shown to the user and in every log line
 */
public record Caller(
        String account,
        String region,
        String principal,
        String userId,
        @Nullable String accessKey,
        @Nullable String via,
        String requestId) {

    private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /** The account's root user, as which unauthenticated access keys act while enforcement is off. */
    public static Caller root(String account, String region, String requestId) {
        return new Caller(account, region, "arn:aws:iam::" + account + ":root", account, null, null, requestId);
    }

    /**
     * A service that does work of its own, on nobody's behalf.
     *
     * @param servicePrincipal such as {@code cloudtrail.amazonaws.com}
     */
    public static Caller service(String account, String region, String servicePrincipal, String requestId) {
        return new Caller(account, region, servicePrincipal, servicePrincipal, null, servicePrincipal, requestId);
    }

    /** Somebody who has not said who it is, to an account; where policies decide, that is nobody that is known. */
    public static Caller anonymous(String account, String region, String requestId) {
        return new Caller(account, region, "*", "anonymous", null, null, requestId);
    }

    /** The caller of the request that this thread answers. Throws {@link IllegalStateException} outside of a request. */
    public static Caller current() {
        return CURRENT.orElseThrow(() -> new IllegalStateException("No caller is bound to this thread"));
    }

    /** The caller, if this thread answers a request. */
    public static Optional<Caller> ifBound() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Does work as this caller and returns what it gives. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** Does work as this caller. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** The same caller, asked through a service, such as {@code athena.amazonaws.com}. */
    public Caller via(String servicePrincipal) {
        return new Caller(account, region, principal, userId, accessKey, servicePrincipal, requestId);
    }

    /** The same caller, to an account that owns what it touches. */
    public Caller of(String otherAccount) {
        return new Caller(otherAccount, region, principal, userId, accessKey, via, requestId);
    }

    /** The same caller in another region. */
    public Caller in(String otherRegion) {
        return new Caller(account, otherRegion, principal, userId, accessKey, via, requestId);
    }

    /** The ARN of a resource in the caller's account and region. */
    public Arn arn(String service, String resource) {
        return new Arn("aws", service, region, account, resource);
    }

    /** The ARN of a resource that belongs to the caller's account but to no region, such as an IAM user. */
    public Arn globalArn(String service, String resource) {
        return new Arn("aws", service, "", account, resource);
    }
}
