package tarn.services.sns;

import static tarn.services.sns.SnsFaults.invalid;
import static tarn.services.sns.SnsFaults.notFound;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointResponse;
import software.amazon.awssdk.services.sns.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.sns.model.DeleteEndpointResponse;
import software.amazon.awssdk.services.sns.model.DeletePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.DeletePlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.Endpoint;
import software.amazon.awssdk.services.sns.model.EndpointDisabledException;
import software.amazon.awssdk.services.sns.model.GetEndpointAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetEndpointAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetPlatformApplicationAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetPlatformApplicationAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListEndpointsByPlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.ListEndpointsByPlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsRequest;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsResponse;
import software.amazon.awssdk.services.sns.model.PlatformApplication;
import software.amazon.awssdk.services.sns.model.SetEndpointAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetEndpointAttributesResponse;
import software.amazon.awssdk.services.sns.model.SetPlatformApplicationAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetPlatformApplicationAttributesResponse;
import software.amazon.awssdk.services.sns.model.SnsException;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Mobile applications and their devices; what is pushed to them goes to the local outbox. Credentials are sealed. */
final class Applications implements SnsClient, Part {

    private static final Set<String> PLATFORMS = Set.of(
            "ADM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "FCM", "GCM", "MPNS", "WNS");
    private static final Set<String> SECRETS = Set.of("PlatformCredential", "PlatformPrincipal");
    private static final int LISTED = 100;

    private final Platform platform;
    private final Mailbox mailbox;
    private final Store<StoredApplication> applications;
    private final Store<StoredApplication> endpoints;
    private final Pages pages;

    Applications(Platform platform, Mailbox mailbox) {
        this.platform = platform;
        this.mailbox = mailbox;
        var format = Formats.record(StoredApplication.class);
        this.applications =
                platform.store("sns/applications", Scope.REGION, platform.seal().format("sns/applications", format));
        this.endpoints = platform.store("sns/endpoints", Scope.REGION, format);
        this.pages = new Pages(platform.tokens(), LISTED, LISTED, _ -> invalid("NextToken"));
    }

    /** {@code GCM/name} of {@code …:app/GCM/name}, and {@code GCM/name/id} of {@code …:endpoint/GCM/name/id}. */
    private static String path(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }

    private static Key endpointKey(String arn) {
        var path = path(arn);
        int slash = path.lastIndexOf('/');
        return slash < 0 ? Key.of(path) : Key.of(path.substring(0, slash), path.substring(slash + 1));
    }

    private static SnsException noApplication() {
        return notFound("PlatformApplication does not exist");
    }

    private static SnsException noEndpoint() {
        return notFound("Endpoint does not exist");
    }

    private void expect(String path) {
        if (applications.get(Key.of(path)).isEmpty()) {
            throw noApplication();
        }
    }

    @Override
    public CreatePlatformApplicationResponse createPlatformApplication(CreatePlatformApplicationRequest request) {
        if (!PLATFORMS.contains(request.platform())) {
            throw invalid("Platform Reason: " + request.platform() + " is not supported");
        }
        if (!request.name().matches("[A-Za-z0-9_.-]{1,256}")) {
            throw invalid("Name");
        }
        var path = request.platform() + "/" + request.name();
        var arn = Caller.current().arn("sns", "app/" + path).toString();
        var attributes = new HashMap<>(request.attributes());
        attributes.putIfAbsent("Enabled", "true");
        applications.put(Key.of(path), new StoredApplication(arn, Map.copyOf(attributes)));
        return CreatePlatformApplicationResponse.builder()
                .platformApplicationArn(arn)
                .build();
    }

    @Override
    public GetPlatformApplicationAttributesResponse getPlatformApplicationAttributes(
            GetPlatformApplicationAttributesRequest request) {
        var application = applications
                .get(Key.of(path(request.platformApplicationArn())))
                .orElseThrow(Applications::noApplication);
        return GetPlatformApplicationAttributesResponse.builder()
                .attributes(shown(application))
                .build();
    }

    private static Map<String, String> shown(StoredApplication application) {
        var shown = new HashMap<>(application.attributes());
        shown.keySet().removeAll(SECRETS);
        return shown;
    }

    @Override
    public SetPlatformApplicationAttributesResponse setPlatformApplicationAttributes(
            SetPlatformApplicationAttributesRequest request) {
        change(
                applications,
                Key.of(path(request.platformApplicationArn())),
                request.attributes(),
                Applications::noApplication);
        return SetPlatformApplicationAttributesResponse.builder().build();
    }

    private static void change(
            Store<StoredApplication> store, Key key, Map<String, String> changes, Supplier<SnsException> absent) {
        store.update(key, seen -> seen.orElseThrow(absent).with(changes));
    }

    @Override
    public ListPlatformApplicationsResponse listPlatformApplications(ListPlatformApplicationsRequest request) {
        var page = pages.records(
                "ListPlatformApplications", request.nextToken(), null, applications, Range.all(), _ -> true);
        return ListPlatformApplicationsResponse.builder()
                .platformApplications(page.items().stream()
                        .map(application -> PlatformApplication.builder()
                                .platformApplicationArn(application.arn())
                                .attributes(shown(application))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeletePlatformApplicationResponse deletePlatformApplication(DeletePlatformApplicationRequest request) {
        var path = path(request.platformApplicationArn());
        var batch = platform.batch().delete(applications, Key.of(path));
        endpoints.scan(Range.under(Key.of(path))).forEach(entry -> batch.delete(endpoints, entry.key()));
        batch.commit();
        return DeletePlatformApplicationResponse.builder().build();
    }

    @Override
    public CreatePlatformEndpointResponse createPlatformEndpoint(CreatePlatformEndpointRequest request) {
        var path = path(request.platformApplicationArn());
        expect(path);
        for (var entry : endpoints.scan(Range.under(Key.of(path)))) {
            if (request.token().equals(entry.value().attributes().get("Token"))) {
                var data = request.customUserData();
                if (data != null && !data.equals(entry.value().attributes().get("CustomUserData"))) {
                    throw invalid("Token Reason: Endpoint " + entry.value().arn()
                            + " already exists with the same Token, but different attributes.");
                }
                return CreatePlatformEndpointResponse.builder()
                        .endpointArn(entry.value().arn())
                        .build();
            }
        }
        var id = platform.ids().uuid().toString();
        var arn = Caller.current().arn("sns", "endpoint/" + path + "/" + id).toString();
        var attributes = new HashMap<>(request.attributes());
        attributes.put("Token", request.token());
        attributes.putIfAbsent("Enabled", "true");
        if (request.customUserData() != null) {
            attributes.put("CustomUserData", request.customUserData());
        }
        endpoints.put(Key.of(path, id), new StoredApplication(arn, Map.copyOf(attributes)));
        return CreatePlatformEndpointResponse.builder().endpointArn(arn).build();
    }

    @Override
    public GetEndpointAttributesResponse getEndpointAttributes(GetEndpointAttributesRequest request) {
        return GetEndpointAttributesResponse.builder()
                .attributes(endpoints
                        .get(endpointKey(request.endpointArn()))
                        .orElseThrow(Applications::noEndpoint)
                        .attributes())
                .build();
    }

    @Override
    public SetEndpointAttributesResponse setEndpointAttributes(SetEndpointAttributesRequest request) {
        change(endpoints, endpointKey(request.endpointArn()), request.attributes(), Applications::noEndpoint);
        return SetEndpointAttributesResponse.builder().build();
    }

    @Override
    public ListEndpointsByPlatformApplicationResponse listEndpointsByPlatformApplication(
            ListEndpointsByPlatformApplicationRequest request) {
        var path = path(request.platformApplicationArn());
        expect(path);
        var page = pages.records(
                "ListEndpointsByPlatformApplication",
                request.nextToken(),
                null,
                endpoints,
                Range.under(Key.of(path)),
                _ -> true);
        return ListEndpointsByPlatformApplicationResponse.builder()
                .endpoints(page.items().stream()
                        .map(endpoint -> Endpoint.builder()
                                .endpointArn(endpoint.arn())
                                .attributes(endpoint.attributes())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteEndpointResponse deleteEndpoint(DeleteEndpointRequest request) {
        endpoints.delete(endpointKey(request.endpointArn()));
        return DeleteEndpointResponse.builder().build();
    }

    /** Pushes a message to a device, and gives its id. */
    String push(String endpointArn, Publication message) {
        var endpoint = endpoints
                .get(endpointKey(endpointArn))
                .orElseThrow(() -> invalid("TargetArn Reason: No endpoint found for the target arn specified"));
        if (!"true".equalsIgnoreCase(endpoint.attributes().get("Enabled"))) {
            throw EndpointDisabledException.builder()
                    .message("Endpoint is disabled")
                    .statusCode(400)
                    .build();
        }
        var id = platform.ids().uuid().toString();
        var kind = path(endpointArn);
        mailbox.keep(new Mailbox.Mail(
                platform.clock().instant(),
                id,
                "application",
                endpointArn,
                "",
                message.subject(),
                message.text(kind.substring(0, Math.max(0, kind.indexOf('/')))),
                null));
        return id;
    }
}
