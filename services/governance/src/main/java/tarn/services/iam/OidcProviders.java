package tarn.services.iam;

import static tarn.services.iam.IamFaults.quotaExceeded;
import static tarn.services.iam.ProviderFaults.badInput;
import static tarn.services.iam.ProviderFaults.noSuchOidc;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/**
 * OpenID Connect identity providers.
 *
 * <p>Where we differ: a provider on this machine ({@code http://localhost:8080/realm}) is taken without TLS and with its
 * port, so that web identities can be tried. A list of thumbprints that is not given stays empty; AWS fetches one.
 */
final class OidcProviders implements IamClient, Part {

    private static final int PROVIDERS_MAX = 100;
    private static final int CLIENTS_MAX = 100;
    private static final int THUMBPRINTS_MAX = 5;
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1");
    private static final Pattern THUMBPRINT = Pattern.compile("[0-9A-Fa-f]{40}");

    private final Platform platform;
    private final Entities<OidcEntity> providers;
    private final Pages pages;

    OidcProviders(Platform platform, Entities<OidcEntity> providers, Pages pages) {
        this.platform = platform;
        this.providers = providers;
        this.pages = pages;
    }

    @Override
    public CreateOpenIdConnectProviderResponse createOpenIDConnectProvider(CreateOpenIdConnectProviderRequest request) {
        var name = name(request.url());
        if (request.clientIDList().size() > CLIENTS_MAX) {
            throw quotaExceeded("ClientIdsPerOpenIdConnectProvider", CLIENTS_MAX);
        }
        if (providers.all().count() >= PROVIDERS_MAX) {
            throw quotaExceeded("OpenIdConnectProvidersPerAccount", PROVIDERS_MAX);
        }
        var kept = providers.create(new OidcEntity(
                name,
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                request.clientIDList().stream().distinct().toList(),
                thumbprints(request.thumbprintList())));
        return CreateOpenIdConnectProviderResponse.builder()
                .openIDConnectProviderArn(kept.arn())
                .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags()))
                .build();
    }

    private static String name(String url) {
        URI parsed;
        try {
            parsed = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw badInput("Invalid Open ID Connect Provider URL");
        }
        var host = parsed.getHost();
        boolean local = host != null && LOCAL.contains(host);
        boolean secure = "https".equals(parsed.getScheme()) || (local && "http".equals(parsed.getScheme()));
        if (host == null
                || !secure
                || parsed.getQuery() != null
                || parsed.getFragment() != null
                || parsed.getUserInfo() != null
                || (parsed.getPort() >= 0 && !local)) {
            throw badInput("Invalid Open ID Connect Provider URL");
        }
        var path = parsed.getRawPath();
        return parsed.getRawAuthority() + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static List<String> thumbprints(List<String> given) {
        if (given.size() > THUMBPRINTS_MAX) {
            throw badInput("Thumbprint list must contain fewer than " + THUMBPRINTS_MAX + " entries.");
        }
        for (var one : given) {
            if (!THUMBPRINT.matcher(one).matches()) {
                throw badInput("Thumbprint must be a hex-encoded SHA-1 hash value of 40 characters.");
            }
        }
        return List.copyOf(given);
    }

    @Override
    public GetOpenIdConnectProviderResponse getOpenIDConnectProvider(GetOpenIdConnectProviderRequest request) {
        var kept = get(request.openIDConnectProviderArn());
        return GetOpenIdConnectProviderResponse.builder()
                .url(kept.name())
                .clientIDList(kept.clients())
                .thumbprintList(kept.thumbprints())
                .createDate(Answers.seconds(kept.created()))
                .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags()))
                .build();
    }

    @Override
    public ListOpenIdConnectProvidersResponse listOpenIDConnectProviders(ListOpenIdConnectProvidersRequest request) {
        return ListOpenIdConnectProvidersResponse.builder()
                .openIDConnectProviderList(providers
                        .all()
                        .map(one -> OpenIDConnectProviderListEntry.builder()
                                .arn(one.arn())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public DeleteOpenIdConnectProviderResponse deleteOpenIDConnectProvider(DeleteOpenIdConnectProviderRequest request) {
        providers.delete(get(request.openIDConnectProviderArn()).name());
        return DeleteOpenIdConnectProviderResponse.builder().build();
    }

    @Override
    public UpdateOpenIdConnectProviderThumbprintResponse updateOpenIDConnectProviderThumbprint(
            UpdateOpenIdConnectProviderThumbprintRequest request) {
        var prints = thumbprints(request.thumbprintList());
        change(request.openIDConnectProviderArn(), one -> one.printed(prints));
        return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
    }

    @Override
    public AddClientIdToOpenIdConnectProviderResponse addClientIDToOpenIDConnectProvider(
            AddClientIdToOpenIdConnectProviderRequest request) {
        change(request.openIDConnectProviderArn(), one -> {
            if (one.clients().contains(request.clientID())) {
                return one;
            }
            if (one.clients().size() >= CLIENTS_MAX) {
                throw quotaExceeded("ClientIdsPerOpenIdConnectProvider", CLIENTS_MAX);
            }
            var next = new ArrayList<>(one.clients());
            next.add(request.clientID());
            return one.serving(List.copyOf(next));
        });
        return AddClientIdToOpenIdConnectProviderResponse.builder().build();
    }

    @Override
    public RemoveClientIdFromOpenIdConnectProviderResponse removeClientIDFromOpenIDConnectProvider(
            RemoveClientIdFromOpenIdConnectProviderRequest request) {
        change(
                request.openIDConnectProviderArn(),
                one -> one.serving(one.clients().stream()
                        .filter(client -> !client.equals(request.clientID()))
                        .toList()));
        return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
    }

    @Override
    public TagOpenIdConnectProviderResponse tagOpenIDConnectProvider(TagOpenIdConnectProviderRequest request) {
        change(request.openIDConnectProviderArn(), one -> one.tagged(Tags.added(one.tags(), request.tags())));
        return TagOpenIdConnectProviderResponse.builder().build();
    }

    @Override
    public UntagOpenIdConnectProviderResponse untagOpenIDConnectProvider(UntagOpenIdConnectProviderRequest request) {
        change(request.openIDConnectProviderArn(), one -> one.tagged(Tags.removed(one.tags(), request.tagKeys())));
        return UntagOpenIdConnectProviderResponse.builder().build();
    }

    @Override
    public ListOpenIdConnectProviderTagsResponse listOpenIDConnectProviderTags(
            ListOpenIdConnectProviderTagsRequest request) {
        var tags = Tags.answered(get(request.openIDConnectProviderArn()).tags());
        var page = pages.page(
                "ListOpenIDConnectProviderTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListOpenIdConnectProviderTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private OidcEntity get(String arn) {
        int name = arn.indexOf(":oidc-provider/");
        return providers
                .find(name < 0 ? arn : arn.substring(name + ":oidc-provider/".length()))
                .filter(one -> one.arn().equals(arn))
                .orElseThrow(() -> noSuchOidc(arn));
    }

    private void change(String arn, UnaryOperator<OidcEntity> change) {
        providers.change(get(arn).name(), change);
    }
}
