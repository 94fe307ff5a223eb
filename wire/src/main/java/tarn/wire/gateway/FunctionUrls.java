package tarn.wire.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.Caller;
import tarn.kernel.Service;
import tarn.web.FunctionDoor;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Claim;

/**
 * The URLs of functions: hosts such as {@code <id>.lambda-url.us-east-1.on.aws} and the same below any other name, and {@code
 * /_tarn/function-url/<id>/} on any host, for those who can resolve no names.
 *
 * <p>Whoever is let in without a signature is nobody where policies are enforced, and the owner where they are not.
 */
final class FunctionUrls {

    private static final Pattern HOST = Pattern.compile("(?<id>[a-z0-9]+)\\.lambda-url\\..+");
    private static final Pattern PATH = Pattern.compile("/_tarn/function-url/(?<id>[a-z0-9]+)(?<rest>/.*)?");
    private static final int FORBIDDEN = 403;
    private static final int NO_CONTENT = 204;

    private final Supplier<Optional<Service>> lambda;
    private final Supplier<ServiceModel> model;
    private final Authentication authentication;
    private final Settings settings;

    /** @param lambda the service, assembled when it is first asked for; empty if it is not carried */
    FunctionUrls(
            Supplier<Optional<Service>> lambda,
            Supplier<ServiceModel> model,
            Authentication authentication,
            Settings settings) {
        this.lambda = lambda;
        this.model = model;
        this.authentication = authentication;
        this.settings = settings;
    }

    /** @param below whether the URL lies below this server's own address, and not at a host of its own */
    private record Address(String id, String path, boolean below) {}

    private static Optional<Address> address(WireRequest request) {
        var host = HOST.matcher(Hosts.name(request));
        if (host.matches()) {
            return Optional.of(new Address(host.group("id"), request.path(), false));
        }
        if (!request.path().startsWith("/_tarn/function-url/")) {
            return Optional.empty();
        }
        var path = PATH.matcher(request.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        var rest = path.group("rest");
        return Optional.of(new Address(path.group("id"), rest == null ? "/" : rest, true));
    }

    /** Answers a request to a URL; says whether it is one. */
    boolean visit(WireRequest request, Claim claim, String requestId, Reply reply) throws IOException {
        var address = address(request);
        if (address.isEmpty()) {
            return false;
        }
        var door = lambda.get().flatMap(service -> service.offer(FunctionDoor.class));
        var url = door.flatMap(each -> each.url(address.get().id()));
        if (url.isEmpty()) {
            reply.send(refused());
            return true;
        }
        var rules = new CrossOrigin(url.get().rules(), request);
        reply.ruledBy(rules);
        if (rules.governs()
                && request.method().equals("OPTIONS")
                && request.headers().first("access-control-request-method").isPresent()) {
            reply.send(preflight(rules));
            return true;
        }
        var content = Bodies.buffered(request);
        try {
            var caller = caller(url.get(), content, claim, requestId);
            caller.run(() -> answer(door.get(), address.get(), content, reply));
        } catch (AwsServiceException refusal) {
            reply.send(refused());
        }
        return true;
    }

    private static WireResponse preflight(CrossOrigin rules) {
        try {
            return rules.preflight();
        } catch (AwsServiceException refusal) {
            return WireResponse.of(NO_CONTENT, new Headers(), new byte[0]);
        }
    }

    private Caller caller(FunctionDoor.Url url, WireRequest request, Claim claim, String requestId) {
        if (url.signed()) {
            if (claim instanceof Claim.Anonymous) {
                throw Faults.unknownOperation();
            }
            return authentication
                    .authenticate(request, request.path(), claim, model.get(), requestId)
                    .caller()
                    .in(url.region());
        }
        return settings.enforcement().in(url.account())
                ? Caller.anonymous(url.account(), url.region(), requestId)
                : Caller.root(url.account(), url.region(), requestId);
    }

    private static void answer(FunctionDoor door, Address address, WireRequest request, Reply reply) {
        var headers = new TreeMap<String, String>();
        request.headers().each((name, value) -> headers.merge(name, value, (one, more) -> one + "," + more));
        byte[] body;
        try {
            body = request.body().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var asked = new FunctionDoor.Asked(
                address.id(),
                request.method(),
                address.path(),
                request.query(),
                headers,
                body,
                Hosts.name(request),
                request.remote());
        door.answer(asked, (status, told, length, content) -> {
            var answered = new Headers();
            told.forEach(each -> answered.add(each.getKey(), each.getValue()));
            if (address.below()) {
                // Its scripts would otherwise pass for this server's own, which may administer
                answered.set("content-security-policy", Browsers.SANDBOX);
            }
            reply.send(new WireResponse(status, answered, length, content::writeTo));
        });
    }

    private static WireResponse refused() {
        var headers =
                new Headers().set("content-type", "application/json").set("x-amzn-errortype", "AccessDeniedException");
        return WireResponse.of(FORBIDDEN, headers, "{\"Message\":\"Forbidden\"}".getBytes(StandardCharsets.UTF_8));
    }
}
