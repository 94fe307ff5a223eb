package tarn.services.iam;

import static tarn.services.iam.IamFaults.quotaExceeded;
import static tarn.services.iam.ProviderFaults.badInput;
import static tarn.services.iam.ProviderFaults.noSuchSaml;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssertionEncryptionModeType;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;
import tarn.federation.Rejected;
import tarn.federation.SamlMetadata;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** SAML identity providers. Encrypted assertions are refused: there are no keys to open them with. */
final class SamlProviders implements IamClient, Part {

    private static final int PROVIDERS_MAX = 100;
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private final Platform platform;
    private final Entities<SamlEntity> providers;
    private final Pages pages;

    SamlProviders(Platform platform, Entities<SamlEntity> providers, Pages pages) {
        this.platform = platform;
        this.providers = providers;
        this.pages = pages;
    }

    @Override
    public CreateSamlProviderResponse createSAMLProvider(CreateSamlProviderRequest request) {
        refuseEncryption(request.assertionEncryptionMode(), request.addPrivateKey());
        var now = platform.clock().instant();
        var expires = expires(request.samlMetadataDocument(), now);
        if (providers.all().count() >= PROVIDERS_MAX) {
            throw quotaExceeded("SAMLProvidersPerAccount", PROVIDERS_MAX);
        }
        var kept = providers.create(new SamlEntity(
                request.name(),
                platform.ids().uuid().toString(),
                now,
                Tags.added(Map.of(), request.tags()),
                request.samlMetadataDocument(),
                expires));
        return CreateSamlProviderResponse.builder()
                .samlProviderArn(kept.arn())
                .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags()))
                .build();
    }

    private static void refuseEncryption(@Nullable AssertionEncryptionModeType mode, @Nullable String key) {
        if (key != null || mode == AssertionEncryptionModeType.REQUIRED) {
            throw badInput("Encrypted SAML assertions are not supported.");
        }
    }

    private static Instant expires(String document, Instant now) {
        try {
            return SamlMetadata.of(document).until().orElse(now.plus(CENTURY));
        } catch (Rejected e) {
            throw badInput("Could not parse metadata");
        }
    }

    @Override
    public GetSamlProviderResponse getSAMLProvider(GetSamlProviderRequest request) {
        var kept = get(request.samlProviderArn());
        return GetSamlProviderResponse.builder()
                .samlProviderUUID(kept.id())
                .samlMetadataDocument(kept.metadata())
                .createDate(Answers.seconds(kept.created()))
                .validUntil(Answers.seconds(kept.expires()))
                .tags(kept.tags().isEmpty() ? null : Tags.answered(kept.tags()))
                .build();
    }

    @Override
    public ListSamlProvidersResponse listSAMLProviders(ListSamlProvidersRequest request) {
        return ListSamlProvidersResponse.builder()
                .samlProviderList(providers
                        .all()
                        .map(one -> SAMLProviderListEntry.builder()
                                .arn(one.arn())
                                .createDate(Answers.seconds(one.created()))
                                .validUntil(Answers.seconds(one.expires()))
                                .build())
                        .toList())
                .build();
    }

    @Override
    public UpdateSamlProviderResponse updateSAMLProvider(UpdateSamlProviderRequest request) {
        refuseEncryption(request.assertionEncryptionMode(), request.addPrivateKey());
        var name = get(request.samlProviderArn()).name();
        var document = request.samlMetadataDocument();
        if (document != null) {
            var expires = expires(document, platform.clock().instant());
            providers.change(name, one -> one.described(document, expires));
        }
        return UpdateSamlProviderResponse.builder()
                .samlProviderArn(request.samlProviderArn())
                .build();
    }

    @Override
    public DeleteSamlProviderResponse deleteSAMLProvider(DeleteSamlProviderRequest request) {
        providers.delete(get(request.samlProviderArn()).name());
        return DeleteSamlProviderResponse.builder().build();
    }

    @Override
    public TagSamlProviderResponse tagSAMLProvider(TagSamlProviderRequest request) {
        providers.change(
                get(request.samlProviderArn()).name(), one -> one.tagged(Tags.added(one.tags(), request.tags())));
        return TagSamlProviderResponse.builder().build();
    }

    @Override
    public UntagSamlProviderResponse untagSAMLProvider(UntagSamlProviderRequest request) {
        providers.change(
                get(request.samlProviderArn()).name(), one -> one.tagged(Tags.removed(one.tags(), request.tagKeys())));
        return UntagSamlProviderResponse.builder().build();
    }

    @Override
    public ListSamlProviderTagsResponse listSAMLProviderTags(ListSamlProviderTagsRequest request) {
        var tags = Tags.answered(get(request.samlProviderArn()).tags());
        var page = pages.page("ListSAMLProviderTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListSamlProviderTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private SamlEntity get(String arn) {
        return providers
                .find(arn.substring(arn.lastIndexOf('/') + 1))
                .filter(one -> one.arn().equals(arn))
                .orElseThrow(() -> noSuchSaml(arn));
    }
}
