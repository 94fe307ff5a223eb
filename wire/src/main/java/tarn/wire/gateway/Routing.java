package tarn.wire.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.model.Models;
import tarn.wire.model.QueryString;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Claim;

/** Finds the service that a request speaks to. */
final class Routing {

    private final Models models;
    private final Optional<ServiceModel> s3;
    private final Optional<ServiceModel> s3Control;

    Routing(Models models) {
        this.models = models;
        this.s3 = named(models, "s3");
        this.s3Control = named(models, "s3control");
    }

    private static Optional<ServiceModel> named(Models models, String name) {
        return models.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst();
    }

    /* S3's control plane signs as S3 does, and its hosts (account.s3-control.region…) look like those of buckets. */
    private static boolean isS3Control(WireRequest request) {
        return request.path().startsWith("/v20180820/")
                && request.headers().first("x-amz-account-id").isPresent();
    }

    /**
     * Where a request goes.
     *
     * @param service the service
     * @param request the request in path style
     */
    record Route(ServiceModel service, WireRequest request) {}

    /** The way of a request; empty if it speaks to a service that is not carried. */
    Optional<Route> route(WireRequest request, Claim claim) throws IOException {
        var signedFor = claim.service();
        if (s3Control.isPresent() && isS3Control(request)) {
            return Optional.of(new Route(s3Control.get(), request));
        }
        boolean forS3 = signedFor.equals(Optional.of("s3"));
        if (s3.isPresent() && (forS3 || signedFor.isEmpty()) && !isRpc(request)) {
            var bucket = Hosts.bucket(request, forS3);
            if (bucket.isPresent()) {
                return Optional.of(new Route(s3.get(), Hosts.inPathStyle(request, bucket.get())));
            }
            if (Hosts.isS3(request)) {
                return Optional.of(new Route(s3.get(), request));
            }
        }
        var found = models.route(withoutAccount(request), signedFor.orElse(null));
        if (signedFor.isPresent() && found.isPresent() && !fits(found.get(), signedFor.get(), request)) {
            return Optional.empty();
        }
        if (signedFor.isEmpty() && isForm(request)) {
            found = byForm(request).or(() -> models.route(withoutAccount(request), null));
        }
        if (found.isEmpty() && signedFor.isEmpty() && !isRpc(request)) {
            found = s3;
        }
        return found.map(service -> new Route(service, request));
    }

    /** Whether the request names its operation in a header or an RPC path, as S3's never do. */
    static boolean isRpc(WireRequest request) {
        return request.headers().first("x-amz-target").isPresent()
                || request.headers().first("smithy-protocol").isPresent();
    }

    /** Whether the body is a form, which is where the query protocols say what they ask for. */
    static boolean isForm(WireRequest request) {
        return request.method().equals("POST")
                && request.headers()
                        .first("content-type")
                        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
    }

    /*
     * A request signed for a service that is not carried must not fall through to another by its path: least of all to S3,
     * which would take the directory buckets of s3express or the table buckets of s3tables for its own.
     */
    private static boolean fits(ServiceModel service, String signedFor, WireRequest request) {
        return service.signingName().equals(signedFor) || isRpc(request);
    }

    private Optional<ServiceModel> byForm(WireRequest request) throws IOException {
        request.body().mark(Integer.MAX_VALUE);
        var form = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        request.body().reset();
        return models.byAction(QueryString.parse(form));
    }

    private static WireRequest withoutAccount(WireRequest request) {
        var account = Hosts.account(request);
        if (account.isEmpty()) {
            return request;
        }
        var headers = new Headers();
        request.headers().each(headers::add);
        headers.set("host", Hosts.name(request).substring(account.get().length() + 1));
        return new WireRequest(
                request.method(),
                request.path(),
                request.query(),
                headers,
                request.body(),
                request.bodyLength(),
                request.remote());
    }
}
