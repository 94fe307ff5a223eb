package tarn.wire.gateway;

import java.util.Optional;
import java.util.regex.Pattern;
import tarn.kernel.AccessKeys;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.policy.Enforcement;
import tarn.wire.form.Form;
import tarn.wire.http.AwsChunkedBody;
import tarn.wire.http.ChunkSeal;
import tarn.wire.http.WireRequest;
import tarn.wire.model.Dialect;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Claim;
import tarn.wire.signature.Claims;
import tarn.wire.signature.Manners;
import tarn.wire.signature.Refusal;
import tarn.wire.signature.Refusal.Reason;
import tarn.wire.signature.Verifier;

/**
 * Says who asks. Where an account enforces it, a signature must be right; elsewhere a key that IAM or STS made means whom
 * it was made for, one of twelve digits the root user of that account, and any other, or none, the default account's.
 *
 * <p>Nobody becomes somebody of an account that enforces by claiming less: a request is checked if either the account of
 * the key it names, or the one it would be taken for unchecked, enforces.
 */
final class Authentication {

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private final Settings settings;
    private final AccessKeys keys;
    private final Verifier verifier;

    Authentication(Settings settings, AccessKeys keys, Verifier verifier) {
        this.settings = settings;
        this.keys = keys;
        this.verifier = verifier;
    }

    /**
     * A request of which it is known who asks.
     *
     * @param request the request, its body out of aws-chunked framing, to be checked as it is read
     */
    record Asked(Caller caller, WireRequest request) {}

    /**
     * Who sent a request. Refuses with the service's own fault.
     *
     * @param path the request's path in path style
     */
    Asked authenticate(WireRequest request, String path, Claim claim, ServiceModel service, String requestId) {
        var manners = manners(service, request);
        var region = claim.region()
                .filter(name -> !name.isEmpty())
                .or(() -> Hosts.region(request))
                .orElse(settings.region());
        if (enforces(claim)) {
            var verified = switch (claim) {
                case Claim.Signed signed -> verifier.verify(request, signed, service.signingName(), manners);
                case Claim.Presigned2 presigned -> verifier.verify(request, presigned, path, manners);
                case Claim.Anonymous() -> throw manners.fault(new Refusal(Reason.MISSING, ""));
                case Claim.Foreign foreign -> throw manners.fault(new Refusal(Reason.SCHEME, foreign.scheme()));
                case Claim.Malformed malformed -> throw manners.fault(malformed.refusal());
            };
            return new Asked(caller(verified.key(), region, requestId), verified.request());
        }
        verifier.checkExpiry(claim, manners);
        var unframed = AwsChunkedBody.frames(request) ? AwsChunkedBody.unframe(request, ChunkSeal.NONE) : request;
        return new Asked(trusted(claim.accessKey(), region, requestId, manners), unframed);
    }

    /** A request that nobody signed, where policies decide what such may do. */
    Asked anonymous(WireRequest request, String requestId) {
        return new Asked(nobody(request, requestId), request);
    }

    /** Nobody that is known. */
    Caller nobody(WireRequest request, String requestId) {
        return Caller.anonymous(settings.account(), Hosts.region(request).orElse(settings.region()), requestId);
    }

    private Enforcement enforcement() {
        return settings.enforcement();
    }

    private boolean enforces(Claim claim) {
        var key = claim.accessKey().flatMap(keys::find);
        return enforcement().in(account(claim.accessKey(), key.filter(AccessKey::active)))
                || key.filter(found -> enforcement().in(found.account())).isPresent();
    }

    /** The account that a request is taken for where nobody checks it. */
    private String account(Optional<String> id, Optional<AccessKey> key) {
        return key.map(AccessKey::account)
                .or(() -> id.filter(name -> ACCOUNT.matcher(name).matches()))
                .orElse(settings.account());
    }

    /** Who sent a form; nobody if it is not signed. */
    Caller ofForm(Form form, WireRequest request, String requestId) {
        var claim = Claims.ofForm(form.fields());
        var region = claim.region().orElseGet(() -> Hosts.region(request).orElse(settings.region()));
        if (!enforces(claim)) {
            return trusted(claim.accessKey(), region, requestId, Manners.S3);
        }
        if (claim instanceof Claim.Anonymous) {
            return nobody(request, requestId);
        }
        var key = verifier.verifyForm(claim, form.field("policy").orElse(""), Manners.S3);
        return caller(key, region, requestId);
    }

    private Caller trusted(Optional<String> id, String region, String requestId, Manners manners) {
        var key = id.flatMap(keys::find).filter(AccessKey::active);
        if (key.isPresent()) {
            return caller(verifier.checkEnd(key.get(), manners), region, requestId);
        }
        var account = account(id, key);
        var root = Caller.root(account, region, requestId);
        return new Caller(account, region, root.principal(), root.userId(), id.orElse(null), null, requestId);
    }

    private static Caller caller(AccessKey key, String region, String requestId) {
        return new Caller(key.account(), region, key.principal(), key.userId(), key.id(), null, requestId);
    }

    /** How a service says that it does not believe a request. */
    static Manners manners(ServiceModel service, WireRequest request) {
        if (service.name().equals("s3")) {
            return Manners.S3;
        }
        if (service.dialects().contains(Dialect.EC2_QUERY)) {
            return Manners.EC2;
        }
        if (Routing.isForm(request) && service.dialects().contains(Dialect.AWS_QUERY)) {
            return Manners.QUERY;
        }
        return switch (service.dialects().iterator().next()) {
            case AWS_JSON, RPC_V2_CBOR, AWS_CBOR -> Manners.JSON;
            case REST_JSON -> Manners.REST;
            case REST_XML, AWS_QUERY, EC2_QUERY -> Manners.QUERY;
        };
    }
}
