package tarn.policy;

import java.util.Optional;

/**
 * For whose sake a service asks on its own behalf: the resource that made it ask, such as the bucket whose logs are
 * delivered. Policies see it as {@code aws:SourceArn} and {@code aws:SourceAccount}, by which nobody can have a service
 * do to others what is not his to do.
 *
 * @param account that owns the resource
 */
public record Cause(String arn, String account) {

    private static final ScopedValue<Cause> CURRENT = ScopedValue.newInstance();

    /** The cause of the work that this thread does. */
    public static Optional<Cause> ifBound() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Does work for this cause and returns what it gives. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
