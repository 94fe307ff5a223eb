package tarn.kernel;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, as HTTP shows it: what the audit writes down and conditions of policies ask for.
 *
 * <p>An origin is bound for the length of a request from outside and crosses into peers by itself. Work in the background
 * and timers have none: there nobody is connected.
 *
 * @param address the client's address without port; that which a trusted proxy names, if one stands between
 * @param userAgent the {@code User-Agent} header; empty if there is none
 * @param host the {@code Host} header; empty if there is none
 * @param secure whether the client speaks TLS, to us or to a trusted proxy
 * @param referer the {@code Referer} header; null if there is none
 * @param traceId the {@code X-Amzn-Trace-Id} header; null if there is none
 * @param signature how the request is signed
 * @param signed when it was signed, by its own words; null if it is not signed
 * @param through the ARN of the access point whose name stood where a bucket's does; null if none did
 */
public record Origin(
        String address,
        String userAgent,
        String host,
        boolean secure,
        @Nullable String referer,
        @Nullable String traceId,
        Signature signature,
        @Nullable Instant signed,
        @Nullable String through) {

    /** How a request is signed. */
    public enum Signature {
        /** Not at all. */
        NONE,
        /** Signature version 4 in the {@code Authorization} header. */
        V4_HEADER,
        /** Signature version 4 in the query of a presigned URL. */
        V4_QUERY,
        /** Signature version 2 in the query of a presigned URL. */
        V2_QUERY,
        /** Signature version 4 in the fields of a form that a browser sends. */
        V4_FORM
    }

    /** An origin of a request that came through no access point. */
    public Origin(
            String address,
            String userAgent,
            String host,
            boolean secure,
            @Nullable String referer,
            @Nullable String traceId,
            Signature signature,
            @Nullable Instant signed) {
        this(address, userAgent, host, secure, referer, traceId, signature, signed, null);
    }

    /** The same through an access point. */
    public Origin through(String point) {
        return new Origin(address, userAgent, host, secure, referer, traceId, signature, signed, point);
    }

    private static final ScopedValue<Origin> CURRENT = ScopedValue.newInstance();

    /** Where the request that this thread answers came from; empty outside of a request from outside. */
    public static Optional<Origin> ifBound() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Does work for a request of this origin and returns what it gives. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
