package tarn.wire.gateway;

import static java.lang.System.Logger.Level.ERROR;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import tarn.kernel.EventAnswer;
import tarn.kernel.Invocation;
import tarn.kernel.JsonAnswer;
import tarn.kernel.NotImplemented;
import tarn.kernel.Platform;
import tarn.kernel.Services;
import tarn.web.Pages;
import tarn.wire.gateway.Authentication.Asked;
import tarn.wire.gateway.Doors.Way;
import tarn.wire.gateway.Routing.Route;
import tarn.wire.http.Exchange;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.Models;
import tarn.wire.model.ServiceModel;
import tarn.wire.protocol.Call;
import tarn.wire.protocol.Protocol;
import tarn.wire.protocol.Streamed;
import tarn.wire.signature.Claim;
import tarn.wire.signature.Claims;
import tarn.wire.signature.Refusal;
import tarn.wire.signature.Refusal.Reason;
import tarn.wire.signature.Verifier;

/**
 * The way of every request, in order: request id, administration, browsers' preflights, routing, authentication,
 * decoding, the services' stages (authorisation, limits, audit, metering) and the part itself as the caller, encoding.
 *
 * <p>Routing comes before authentication, so that even a bad signature is answered in the form of the protocol that was
 * spoken. What is thrown and is not an SDK exception is our bug: logged with the request id, answered as {@code
 * InternalFailure}.
 */
public final class Gateway implements Exchange {

    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    /** S3 takes 8 KB of headers; the other services are as patient as the server is. */
    private static final int S3_HEADER_BYTES_MAX = 8 * 1024;

    private final Platform platform;
    private final Services services;
    private final Map<String, Class<? extends AwsClient>> contracts = new TreeMap<>();
    private final Routing routing;
    private final Authentication authentication;
    private final Browsers browsers;
    private final Doors doors;
    private final FunctionUrls urls;
    private final Annexes annexes;
    private final FormUploads forms;
    private final Origins origins;
    private final Administration administration;

    /**
     * A gateway to services, all of which were added.
     *
     * @param usage the stage among the services' own that counts
     */
    public Gateway(Settings settings, Platform platform, Services services, Usage usage, Control control) {
        this.platform = platform;
        this.services = services;
        var models = Models.of(services.contracts());
        for (var contract : services.contracts()) {
            contracts.put(ServiceModel.of(contract).name(), contract);
        }
        this.routing = new Routing(models);
        var verifier = new Verifier(platform.accessKeys(), platform.clock());
        this.authentication = new Authentication(settings, platform.accessKeys(), verifier);
        this.browsers = new Browsers(settings);
        this.origins = new Origins(settings.proxies());
        this.doors = new Doors(
                () -> Optional.ofNullable(contracts.get("s3")).flatMap(services::service),
                routing,
                browsers,
                new Sites(settings, authentication),
                settings,
                platform.clock());
        this.urls = new FunctionUrls(
                () -> Optional.ofNullable(contracts.get("lambda")).flatMap(services::service),
                () -> ServiceModel.of(
                        Optional.ofNullable(contracts.get("lambda")).orElseThrow()),
                authentication,
                settings);
        this.annexes = new Annexes(
                model -> Optional.ofNullable(contracts.get(model.name())).flatMap(services::service));
        this.forms = new FormUploads(authentication, browsers, platform.clock(), settings.enforcement());
        this.administration = new Administration(
                control,
                platform.clock(),
                contracts,
                usage,
                browsers,
                name -> services.named(name).flatMap(service -> service.offer(Pages.class)));
    }

    @Override
    public void handle(WireRequest request, Answer answer) {
        var requestId = platform.ids().uuid().toString();
        var reply = new Reply(request, answer, browsers, platform.clock());
        try {
            var claim = Claims.of(request);
            origins.of(request, claim).call(() -> {
                if (!doors.visit(request, requestId, reply) && !urls.visit(request, claim, requestId, reply)) {
                    answer(request, claim, requestId, reply);
                }
                return reply;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            reply.end();
        }
    }

    private void answer(WireRequest request, Claim claim, String requestId, Reply reply) throws IOException {
        var administered = administration.answer(request);
        var ours = administered.isPresent() ? administered : doors.preflight(request, claim);
        if (ours.isPresent()) {
            reply.send(ours.get());
        } else {
            route(request, claim, requestId, reply);
        }
    }

    private void route(WireRequest request, Claim claim, String requestId, Reply reply) throws IOException {
        try {
            var readable = Routing.isForm(request) ? Bodies.buffered(request) : request;
            var route = routing.route(readable, claim);
            if (route.isPresent()) {
                var way = doors.way(route.get(), claim);
                way.go(() -> converse(way, readable, claim, requestId, reply));
            } else {
                throw claim.service().isPresent()
                        ? Faults.serviceNotCarried(claim.service().get())
                        : Faults.unknownOperation();
            }
        } catch (AwsServiceException fault) {
            if (reply.sent()) {
                throw fault;
            }
            reply.send(Unrouted.answer(request, claim, fault, requestId));
        }
    }

    private void converse(Way way, WireRequest original, Claim claim, String requestId, Reply reply) {
        var route = way.route();
        var service = route.service();
        var protocol = Protocol.of(service, route.request());
        var body = new WatchedBody(original.body());
        Call call = null;
        try {
            if (way.refusal() != null) {
                throw way.refusal();
            }
            var rules = Doors.isS3(service) ? doors.crossOrigin(route.request()) : CrossOrigin.none(original);
            reply.ruledBy(rules);
            if (Doors.isS3(service)) {
                doors.log(original, route.request(), claim, requestId, reply);
            }
            if (Doors.isS3(service) && original.method().equals("OPTIONS")) {
                reply.send(rules.preflight());
                return;
            }
            if (FormUploads.isForm(route)) {
                var form = route.request().withBody(body, original.bodyLength());
                reply.send(forms.answer(form, service, rules, requestId, put -> put(service, put, requestId, reply)));
                return;
            }
            admit(service, original, claim, rules);
            var asked = authenticate(route, original.withBody(body, original.bodyLength()), claim, requestId);
            reply.asked(asked.caller());
            var annex = annexes.of(route);
            if (annex.isPresent()) {
                reply.send(Annexes.answer(annex.get(), asked));
                return;
            }
            call = protocol.match(service, asked.request());
            Misplaced.check(call, original);
            answer(call, asked, requestId, reply);
        } catch (AwsServiceException fault) {
            refuse(route, call, fault, requestId, reply, fault);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError bug) {
            if (body.broken()) {
                refuse(route, call, Faults.incompleteBody(), requestId, reply, bug);
            } else {
                LOG.log(ERROR, "Request " + requestId + " failed: " + (call == null ? service : call.operation()), bug);
                refuse(route, call, Faults.internal(service, requestId), requestId, reply, bug);
            }
        }
    }

    /* The object that a form uploads, put as if it had come by a PUT. */
    private WireResponse put(ServiceModel service, Asked asked, String requestId, Reply reply) throws IOException {
        reply.asked(asked.caller());
        var call = Protocol.of(service, asked.request()).match(service, asked.request());
        var kept = new ArrayList<WireResponse>(1);
        answer(call, asked, requestId, new Reply(asked.request(), kept::add, browsers, platform.clock()));
        return kept.getFirst();
    }

    private static void refuse(
            Route route,
            @Nullable Call call,
            AwsServiceException fault,
            String requestId,
            Reply reply,
            Throwable cause) {
        if (reply.sent()) {
            throw new IllegalStateException("Failed after the answer had begun", cause);
        }
        if (fault.awsErrorDetails() != null && fault.awsErrorDetails().errorCode() != null) {
            reply.failed(fault.awsErrorDetails().errorCode());
        }
        var protocol = Protocol.of(route.service(), route.request());
        reply.send(protocol.fault(route.service(), call, fault, requestId));
    }

    private void admit(ServiceModel service, WireRequest request, Claim claim, CrossOrigin rules) {
        boolean s3 = Doors.isS3(service);
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (claim instanceof Claim.Anonymous && !(s3 && reads) && browsers.foreign(request) && !rules.admits()) {
            throw Faults.crossSite();
        }
        if (s3) {
            var bytes = new int[1];
            request.headers().each((name, value) -> bytes[0] += name.length() + value.length() + 4);
            if (bytes[0] > S3_HEADER_BYTES_MAX) {
                throw Faults.headersTooLarge();
            }
        }
    }

    /* A body that may be an object is streamed; any other is small, and its hash may be part of the signature. */
    private Asked authenticate(Route route, WireRequest original, Claim claim, String requestId) throws IOException {
        var service = route.service();
        boolean s3 = service.name().equals("s3");
        var request = s3 ? original : Bodies.buffered(original);
        Asked asked;
        if (claim instanceof Claim.Anonymous && doors.knows(route)) {
            var styled = request.at(route.request().path(), route.request().query());
            var call = Protocol.of(service, styled).match(service, styled);
            // Whether S3 lets in who has not signed is for the bucket's policy to say
            if (!s3 && call.operation().binding().signed()) {
                throw Authentication.manners(service, request).fault(new Refusal(Reason.MISSING, ""));
            }
            asked = authentication.anonymous(request, requestId);
        } else {
            asked = authentication.authenticate(request, route.request().path(), claim, service, requestId);
        }
        var content = s3 ? asked.request() : Bodies.unzipped(Bodies.buffered(asked.request()));
        return new Asked(
                asked.caller(),
                content.at(route.request().path(), route.request().query()));
    }

    private void answer(Call call, Asked asked, String requestId, Reply reply) throws IOException {
        var contract = contracts.get(call.service().name());
        if (contract == null) {
            throw new IllegalStateException("No contract for " + call.service());
        }
        boolean streams = call.operation().streamsIn();
        var request = streams ? whole(asked.request()) : Bodies.buffered(asked.request());
        SdkRequest decoded;
        try {
            decoded = call.protocol().decode(call, request);
        } catch (AwsServiceException fault) {
            asked.caller().run(() -> unread(call, contract, fault));
            throw fault;
        }
        asked.caller().run(() -> invoke(call, contract, decoded, request, requestId, reply));
    }

    private void unread(Call call, Class<? extends AwsClient> contract, AwsServiceException fault) {
        var service = services.service(contract).orElseThrow();
        service.operation(call.operation().name())
                .ifPresent(operation -> platform.audit().unread(service, operation, fault));
    }

    /* Nobody may read an empty body, so what follows it is checked here. */
    private static WireRequest whole(WireRequest request) throws IOException {
        if (request.bodyLength() == 0 && request.body().read() >= 0) {
            throw Faults.incompleteBody();
        }
        return request;
    }

    private void invoke(
            Call call,
            Class<? extends AwsClient> contract,
            SdkRequest decoded,
            WireRequest request,
            String requestId,
            Reply reply) {
        var name = call.operation().name();
        var service = services.service(contract).orElseThrow();
        var operation = service.operation(name).orElseThrow(() -> NotImplemented.by(contract, name));
        var body = operation.streamsIn() ? Bodies.streamed(request) : null;
        if (operation.streamsOut()) {
            ResponseTransformer<SdkResponse, Boolean> sending = (response, stream) -> {
                reply.send(call.protocol()
                        .encode(call, response, requestId, new Streamed(out -> Bodies.copy(stream, out), -1)));
                return true;
            };
            services.answer(new Invocation(service, operation, decoded, body, sending));
        } else if (operation.answersWithEvents()) {
            EventAnswer<SdkResponse, SdkPojo> sending = (response, work) -> {
                var events = new EventBody(call, response, work, requestId);
                reply.send(call.protocol().encode(call, response, requestId, new Streamed(events, -1)));
                return response;
            };
            services.answer(new Invocation(service, operation, decoded, body, sending));
        } else {
            var json = body == null && call.protocol().takesJson() ? new JsonAnswer() : null;
            var invocation = new Invocation(service, operation, decoded, body, null, null, null, json);
            var response = (SdkResponse) services.answer(invocation);
            var written = json == null ? null : json.body();
            reply.send(
                    written == null
                            ? call.protocol().encode(call, response, requestId, null)
                            : call.protocol().encode(call, written, requestId));
        }
    }
}
