package tarn.services.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import tarn.engines.functions.FunctionEvent;
import tarn.kernel.Caller;
import tarn.web.CrossOriginRule;
import tarn.web.FunctionDoor;

/** Answers requests to functions' URLs: who may, the event of it, and the answer as the function wants it. */
final class UrlDoor implements FunctionDoor {

    private static final int TOO_MANY = 429;
    private static final int BROKEN = 502;
    private static final int FORBIDDEN = 403;
    private static final int TOO_LARGE = 413;

    private final Functions functions;
    private final FunctionUrls urls;
    private final Executions executions;

    UrlDoor(Functions functions, FunctionUrls urls, Executions executions) {
        this.functions = functions;
        this.urls = urls;
        this.executions = executions;
    }

    @Override
    public Optional<Url> url(String id) {
        return urls.find(id).map(url -> new Url(url.account(), url.region(), url.signed(), rules(url)));
    }

    private static List<CrossOriginRule> rules(StoredUrl url) {
        var cors = url.cors();
        if (cors == null || cors.allowOrigins().isEmpty()) {
            return List.of();
        }
        var methods = cors.allowMethods().isEmpty() || cors.allowMethods().contains("*")
                ? List.of("GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
                : cors.allowMethods();
        return List.of(new CrossOriginRule(
                cors.allowOrigins(), methods, cors.allowHeaders(), cors.exposeHeaders(), cors.maxAge()));
    }

    @Override
    public void answer(Asked asked, Answer answer) {
        var url = urls.find(asked.id()).orElseThrow();
        var reference = url.reference();
        var caller = Caller.current();
        var arn = reference.qualifiedArn();
        boolean allowed = functions
                .platform()
                .permissions()
                .allow("lambda:InvokeFunctionUrl", arn, Map.of("lambda:functionurlauthtype", List.of(url.auth())));
        if (!allowed) {
            tell(answer, FORBIDDEN, "{\"Message\":\"Forbidden\"}");
            return;
        }
        var requestId = functions.platform().ids().uuid().toString();
        var event = UrlEvents.event(
                asked, url, caller, requestId, functions.platform().clock());
        if (event.length > Payloads.SYNC_BYTES_MAX) {
            tell(answer, TOO_LARGE, "{\"Message\":\"Request Entity Too Large\"}");
            return;
        }
        var owner = Caller.service(url.account(), url.region(), Credentials.PRINCIPAL, caller.requestId());
        owner.run(() -> {
            try {
                run(url, requestId, event, answer);
            } catch (TooManyRequestsException e) {
                tell(answer, TOO_MANY, "{\"Message\":\"Rate Exceeded.\"}");
            } catch (AwsServiceException e) {
                tell(answer, BROKEN, "Internal Server Error");
            }
        });
    }

    private static void tell(Answer answer, int status, String text) {
        UrlEvents.send(
                answer,
                status,
                List.of(Map.entry("content-type", "application/json")),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private void run(StoredUrl url, String requestId, byte[] event, Answer answer) {
        var target = functions.target(url.reference());
        if (url.streams()) {
            stream(url, target, requestId, event, answer);
            return;
        }
        var result = executions.run(target, call(url, requestId, event, Optional.empty()));
        if (result.error() == null) {
            UrlEvents.answer(result.payload(), answer);
        } else {
            tell(answer, BROKEN, "Internal Server Error");
        }
    }

    private static Executions.Call call(
            StoredUrl url, String requestId, byte[] event, Optional<FunctionEvent.Reply> reply) {
        return new Executions.Call(
                requestId, url.reference().qualifiedArn(), event, Optional.empty(), Optional.empty(), reply);
    }

    private void stream(StoredUrl url, Functions.Target target, String requestId, byte[] event, Answer answer) {
        var stream = new UrlStream();
        functions
                .platform()
                .background()
                .run(
                        "lambda url",
                        Caller.current(),
                        () -> stream.run(
                                reply -> executions.run(target, call(url, requestId, event, Optional.of(reply)))));
        var begun = stream.begun();
        if (begun.isPresent()) {
            answer.send(begun.get().status(), begun.get().headers(), -1, stream::copy);
            return;
        }
        var result = stream.result();
        if (result.error() != null) {
            tell(answer, BROKEN, "Internal Server Error");
        } else if (stream.whole().length > 0) {
            UrlEvents.send(answer, 200, List.of(), stream.whole());
        } else {
            UrlEvents.answer(result.payload(), answer);
        }
    }
}
