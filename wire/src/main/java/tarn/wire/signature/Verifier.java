package tarn.wire.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import tarn.kernel.AccessKeys;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.wire.http.AwsChunkedBody;
import tarn.wire.http.ChunkSeal;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Presigned2;
import tarn.wire.signature.Claim.Signed;
import tarn.wire.signature.Refusal.Reason;

/** Checks that requests were signed with keys that Tarn knows, and that their bodies are those that were signed. */
public final class Verifier {

    /** How far a client's clock may be from ours. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    private static final int KEYS_CACHED_MAX = 1_000;
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String HASH = "x-amz-content-sha256";

    private final AccessKeys keys;
    private final InstantSource clock;
    private final Map<String, SigningKey> signingKeys = new ConcurrentHashMap<>();
    private final Map<String, DerivedKey> derivedKeys = new ConcurrentHashMap<>();

    /** A verifier of requests signed with these keys, by the platform's clock. */
    public Verifier(AccessKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A request that is believed.
     *
     * @param key who signed it
     * @param request the request; reading its body fails if that is not what was signed
     */
    public record Verified(AccessKey key, WireRequest request) {}

    /**
     * Checks a signature. The body is checked while it is read, unless nothing stands for it in the request: then it is
     * read here and must support mark and reset.
     *
     * @param signingName what the scope must name
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException if the request is not believed, in the
     *     service's manners
     */
    public Verified verify(WireRequest request, Signed claim, String signingName, Manners manners) {
        try {
            checkTime(claim, manners);
            var key = key(claim.key(), claim.token());
            checkScope(claim, signingName);
            checkHeaders(request, claim, manners);
            var signingKey = signingKey(key.secret(), claim);
            var hash = payloadHash(request, claim, manners);
            if (claim.asymmetric() && hash.startsWith("STREAMING-AWS4-")) {
                throw new RefusedException(Reason.SCHEME, hash);
            }
            Predicate<String> signed = claim.asymmetric()
                    ? text -> derivedKey(key).signed(text, claim.signature())
                    : text -> SigningKey.equal(signingKey.sign(text), claim.signature());
            if (!matches(request, claim, hash, signed)) {
                throw new RefusedException(Reason.MISMATCH);
            }
            return new Verified(key, checkingBody(request, claim, signingKey, hash, manners));
        } catch (RefusedException e) {
            throw manners.fault(e.refusal());
        }
    }

    /**
     * Checks a URL presigned with Signature Version 2. Its body is never signed.
     *
     * @param path the request's path in path style
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException if the request is not believed
     */
    public Verified verify(WireRequest request, Presigned2 claim, String path, Manners manners) {
        try {
            checkTime(claim);
            var key = key(claim.key(), claim.token());
            var signature = Version2.signature(request, path, claim.expires(), key.secret());
            if (!SigningKey.equal(signature, claim.signature())) {
                throw new RefusedException(Reason.MISMATCH);
            }
            return new Verified(
                    key, AwsChunkedBody.frames(request) ? AwsChunkedBody.unframe(request, ChunkSeal.NONE) : request);
        } catch (RefusedException e) {
            throw manners.fault(e.refusal());
        }
    }

    /**
     * Checks the signature of a form, which is over its policy: when that ends is the policy's to say.
     *
     * @param policy in base64, as the form has it
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException if the form is not believed
     */
    public AccessKey verifyForm(Claim claim, String policy, Manners manners) {
        try {
            return switch (claim) {
                case Signed signed -> {
                    checkScope(signed, "s3");
                    var key = key(signed.key(), signed.token());
                    yield believed(key, signingKey(key.secret(), signed).sign(policy), signed.signature());
                }
                case Presigned2 signed -> {
                    var key = key(signed.key(), signed.token());
                    yield believed(key, Version2.hmac(key.secret(), policy), signed.signature());
                }
                case Claim.Anonymous() -> throw new RefusedException(Reason.MISSING);
                case Claim.Foreign foreign -> throw new RefusedException(Reason.SCHEME, foreign.scheme());
                case Claim.Malformed malformed -> throw manners.fault(malformed.refusal());
            };
        } catch (RefusedException e) {
            throw manners.fault(e.refusal());
        }
    }

    private static AccessKey believed(AccessKey key, String computed, String said) throws RefusedException {
        if (!SigningKey.equal(computed, said)) {
            throw new RefusedException(Reason.MISMATCH);
        }
        return key;
    }

    private void checkTime(Presigned2 claim) throws RefusedException {
        if (clock.instant().getEpochSecond() > claim.expires()) {
            throw new RefusedException(Reason.EXPIRED_URL, "Request has expired");
        }
    }

    /** Refuses a presigned URL whose time is over; other requests pass. All that is checked without enforcement. */
    public void checkExpiry(Claim claim, Manners manners) {
        try {
            if (claim instanceof Signed signed && signed.presigned()) {
                checkTime(signed, manners);
            } else if (claim instanceof Presigned2 presigned) {
                checkTime(presigned);
            }
        } catch (RefusedException e) {
            throw manners.fault(e.refusal());
        }
    }

    private void checkTime(Signed claim, Manners manners) throws RefusedException {
        var signed = Timestamps.parse(claim.timestamp()).orElse(null);
        if (signed == null || !claim.timestamp().startsWith(claim.scope().date())) {
            throw new RefusedException(
                    claim.presigned() ? Reason.MALFORMED_QUERY : Reason.MALFORMED_HEADER,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + claim.scope().date() + "' != '" + claim.timestamp() + "'.");
        }
        var now = clock.instant();
        if (signed.isAfter(now.plus(SKEW))) {
            if (claim.presigned() && manners == Manners.S3) {
                throw new RefusedException(Reason.EXPIRED_URL, "Request is not yet valid");
            }
            throw new RefusedException(
                    Reason.SKEW,
                    "Signature not yet current: " + claim.timestamp() + " is still later than "
                            + Timestamps.text(now.plus(SKEW)) + " (" + Timestamps.text(now) + " + 15 min.)");
        }
        if (claim.presigned()) {
            var end = signed.plusSeconds(claim.expiresSeconds().orElse(0));
            if (now.isAfter(end)) {
                throw new RefusedException(Reason.EXPIRED_URL, expired(claim, manners, end, now));
            }
        } else if (signed.isBefore(now.minus(SKEW))) {
            throw new RefusedException(
                    Reason.SKEW,
                    "Signature expired: " + claim.timestamp() + " is now earlier than "
                            + Timestamps.text(now.minus(SKEW)) + " (" + Timestamps.text(now) + " - 15 min.)");
        }
    }

    private static String expired(Signed claim, Manners manners, Instant end, Instant now) {
        return manners == Manners.S3
                ? "Request has expired"
                : "Signature expired: " + claim.timestamp() + " was good until " + Timestamps.text(end) + ", it is "
                        + Timestamps.text(now);
    }

    private AccessKey key(String id, Optional<String> said) throws RefusedException {
        var key = keys.find(id).filter(AccessKey::active).orElse(null);
        if (key == null) {
            throw new RefusedException(Reason.UNKNOWN_KEY);
        }
        var token = key.sessionToken();
        if (token == null) {
            if (said.isPresent()) {
                throw new RefusedException(Reason.TOKEN);
            }
        } else if (said.isEmpty()) {
            throw new RefusedException(Reason.UNKNOWN_KEY);
        } else if (!SigningKey.equal(token, said.get())) {
            throw new RefusedException(Reason.TOKEN);
        }
        if (hasEnded(key)) {
            throw new RefusedException(Reason.EXPIRED_TOKEN);
        }
        return key;
    }

    /** Whether a temporary key's time is over. */
    private boolean hasEnded(AccessKey key) {
        var expires = key.expires();
        return expires != null && !clock.instant().isBefore(expires);
    }

    /** Refuses a temporary key whose time is over, where nothing else about a key is checked. */
    public AccessKey checkEnd(AccessKey key, Manners manners) {
        if (hasEnded(key)) {
            throw manners.fault(new Refusal(Reason.EXPIRED_TOKEN, ""));
        }
        return key;
    }

    private static void checkScope(Signed claim, String signingName) throws RefusedException {
        if (!claim.scope().service().equals(signingName)) {
            throw new RefusedException(
                    claim.presigned() ? Reason.MALFORMED_QUERY : Reason.MALFORMED_HEADER,
                    "Credential should be scoped to correct service: '" + signingName + "'.");
        }
    }

    /* Whoever holds a presigned URL must not be able to add meaning to it, such as x-amz-acl. */
    private static void checkHeaders(WireRequest request, Signed claim, Manners manners) throws RefusedException {
        if (!claim.headers().contains("host") && !claim.headers().contains(":authority")) {
            throw new RefusedException(Reason.UNSIGNED_HEADERS, "Host' or ':authority");
        }
        if (claim.asymmetric() && !claim.presigned() && !claim.headers().contains(Claims.REGIONS)) {
            throw new RefusedException(Reason.UNSIGNED_HEADERS, Claims.REGIONS);
        }
        if (manners != Manners.S3) {
            return;
        }
        for (var name : request.headers().names()) {
            if (name.startsWith("x-amz-")
                    && !name.equals(HASH)
                    && !name.equals("x-amz-user-agent")
                    && !claim.headers().contains(name)) {
                throw new RefusedException(Reason.UNSIGNED_HEADERS, name);
            }
        }
    }

    private SigningKey signingKey(String secret, Signed claim) {
        if (signingKeys.size() > KEYS_CACHED_MAX) {
            signingKeys.clear();
        }
        return signingKeys.computeIfAbsent(claim.scope() + "/" + secret, any -> SigningKey.of(secret, claim.scope()));
    }

    private DerivedKey derivedKey(AccessKey key) {
        if (derivedKeys.size() > KEYS_CACHED_MAX) {
            derivedKeys.clear();
        }
        return derivedKeys.computeIfAbsent(key.id() + "/" + key.secret(), any -> DerivedKey.of(key.id(), key.secret()));
    }

    private static String payloadHash(WireRequest request, Signed claim, Manners manners) throws RefusedException {
        var said = request.headers().first(HASH);
        if (said.isPresent()) {
            return said.get();
        }
        if (manners == Manners.S3) {
            if (claim.presigned()) {
                return UNSIGNED;
            }
            throw new RefusedException(Reason.MISSING_HASH);
        }
        try {
            var body = request.body();
            body.mark(Integer.MAX_VALUE);
            var hash = SigningKey.sha256(body.readAllBytes());
            body.reset();
            return hash;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean matches(WireRequest request, Signed claim, String hash, Predicate<String> signed) {
        var algorithm = claim.asymmetric() ? DerivedKey.ALGORITHM : "AWS4-HMAC-SHA256";
        for (var path : Canonical.paths(request, claim)) {
            var canonical = Canonical.request(request, claim, path, hash);
            var text = algorithm + "\n" + claim.timestamp() + "\n" + claim.scope() + "\n"
                    + SigningKey.sha256(canonical.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (signed.test(text)) {
                return true;
            }
        }
        return false;
    }

    private static WireRequest checkingBody(
            WireRequest request, Signed claim, SigningKey key, String hash, Manners manners) throws RefusedException {
        var mismatch = manners.fault(Refusal.of(Reason.MISMATCH));
        return switch (hash) {
            case UNSIGNED, "STREAMING-AWS4-HMAC-SHA256-EVENTS" -> request;
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> AwsChunkedBody.unframe(request, ChunkSeal.NONE);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" ->
                AwsChunkedBody.unframe(request, new SignedChunks(key, claim, false, mismatch));
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                AwsChunkedBody.unframe(request, new SignedChunks(key, claim, true, mismatch));
            default -> {
                if (hash.startsWith("STREAMING-")) {
                    throw new RefusedException(Reason.SCHEME, hash);
                }
                var wrong = manners.fault(Refusal.of(Reason.PAYLOAD));
                yield request.withBody(
                        new HashedBody(request.body(), request.bodyLength(), hash, wrong), request.bodyLength());
            }
        };
    }
}
