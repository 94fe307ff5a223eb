package tarn.wire.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import tarn.kernel.Origin;
import tarn.kernel.Origin.Signature;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim;

/**
 * Tells where requests come from. What {@code X-Forwarded-For} and {@code X-Forwarded-Proto} say is believed only of the
 * addresses the user trusts, since any client can send them.
 */
final class Origins {

    private final Set<String> trusted;

    /** @param trusted the addresses of the proxies that stand before us */
    Origins(Set<String> trusted) {
        this.trusted = trusted;
    }

    Origin of(WireRequest request, Claim claim) {
        var headers = request.headers();
        boolean proxied = trusted.contains(request.remote());
        boolean secure = proxied
                && headers.first("x-forwarded-proto")
                        .filter("https"::equalsIgnoreCase)
                        .isPresent();
        return new Origin(
                proxied ? client(headers.all("x-forwarded-for"), request.remote()) : request.remote(),
                headers.first("user-agent").orElse(""),
                headers.first("host").orElse(""),
                secure,
                headers.first("referer").orElse(null),
                headers.first("x-amzn-trace-id").orElse(null),
                signature(claim),
                claim instanceof Claim.Signed signed ? signed.time().orElse((Instant) null) : null);
    }

    /* Each proxy appends whom it speaks to: the last that is not one of ours is the client; what is left of it, hearsay. */
    private String client(List<String> forwarded, String remote) {
        var addresses = String.join(",", forwarded).split(",", -1);
        for (int i = addresses.length - 1; i >= 0; i--) {
            var address = addresses[i].trim();
            if (!address.isEmpty() && !trusted.contains(address)) {
                return address;
            }
        }
        return remote;
    }

    private static Signature signature(Claim claim) {
        return switch (claim) {
            case Claim.Signed signed -> signed.presigned() ? Signature.V4_QUERY : Signature.V4_HEADER;
            case Claim.Presigned2 _ -> Signature.V2_QUERY;
            case Claim.Anonymous _, Claim.Foreign _, Claim.Malformed _ -> Signature.NONE;
        };
    }
}
