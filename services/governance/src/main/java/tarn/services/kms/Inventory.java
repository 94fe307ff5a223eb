package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.keyExists;
import static tarn.services.kms.KmsFaults.keyStoreNotFound;
import static tarn.services.kms.KmsFaults.unsupported;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Range;

/** Creation, description and listing of keys, and their tags. */
final class Inventory implements KmsClient, Part {

    private static final int KEYS_PER_PAGE = 100;
    private static final int TAGS_PER_PAGE = 50;

    private final Platform platform;
    private final Keys keys;
    private final ManagedKeys managed;
    private final Pages pages;

    Inventory(Platform platform, Keys keys, ManagedKeys managed) {
        this.platform = platform;
        this.keys = keys;
        this.managed = managed;
        this.pages = new Pages(platform.tokens(), KEYS_PER_PAGE, Keys.LIMIT_MAX, _ -> KmsFaults.markerInvalid());
    }

    @Override
    public CreateKeyResponse createKey(CreateKeyRequest request) {
        if (request.customKeyStoreId() != null) {
            throw keyStoreNotFound(request.customKeyStoreId());
        }
        var key = decided(request);
        var batch = platform.batch();
        if (key.origin() == OriginType.AWS_KMS) {
            var material = Suite.of(key.spec()).material(key.id(), platform.ids());
            keys.keep(batch, material);
            key = key.backed(List.of(new Backing(material.id(), key.created(), null, null)));
        }
        if (!batch.insert(keys.store(), Keys.key(key.id()), key).commit()) {
            throw keyExists(key.arn());
        }
        return CreateKeyResponse.builder().keyMetadata(Metadata.of(key)).build();
    }

    private StoredKey decided(CreateKeyRequest request) {
        var spec = spec(request);
        var suite = Suite.of(spec);
        var origin = request.origin() == null ? OriginType.AWS_KMS : request.origin();
        if (origin != OriginType.AWS_KMS && origin != OriginType.EXTERNAL) {
            throw unsupported("Origin " + request.originAsString() + " needs a custom key store");
        }
        if (origin == OriginType.EXTERNAL && !Importing.canImport(spec)) {
            throw unsupported("Key material of key spec " + spec + " cannot be imported");
        }
        boolean multiRegion = Boolean.TRUE.equals(request.multiRegion());
        return new StoredKey(
                multiRegion
                        ? "mrk-" + platform.ids().uuid().toString().replace("-", "")
                        : platform.ids().uuid().toString(),
                null,
                spec,
                usage(request, spec, suite),
                origin,
                request.description() == null ? "" : request.description(),
                platform.clock().instant(),
                origin == OriginType.EXTERNAL ? new Life.PendingImport() : new Life.Enabled(),
                List.of(),
                request.policy() == null
                        ? KeyPolicy.standard()
                        : KeyPolicy.checked(request.policy(), request.bypassPolicyLockoutSafetyCheck()),
                Tags.added(Map.of(), request.tags()),
                null,
                multiRegion ? new StoredKey.Regions(Caller.current().region(), Set.of()) : null);
    }

    @SuppressWarnings("deprecation") // older clients say CustomerMasterKeySpec
    private static KeySpec spec(CreateKeyRequest request) {
        if (request.keySpec() != null && request.customerMasterKeySpec() != null) {
            throw invalid("You cannot specify KeySpec and CustomerMasterKeySpec in the same request."
                    + " CustomerMasterKeySpec is deprecated.");
        }
        if (request.keySpec() != null) {
            return request.keySpec();
        }
        return request.customerMasterKeySpec() == null
                ? KeySpec.SYMMETRIC_DEFAULT
                : KeySpec.fromValue(request.customerMasterKeySpecAsString());
    }

    private static KeyUsageType usage(CreateKeyRequest request, KeySpec spec, Suite suite) {
        if (request.keyUsage() != null) {
            if (!suite.usages().contains(request.keyUsage())) {
                throw invalid("KeyUsage " + request.keyUsageAsString() + " is not compatible with KeySpec " + spec);
            }
            return request.keyUsage();
        }
        if (spec != KeySpec.SYMMETRIC_DEFAULT) {
            throw invalid("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
        }
        return KeyUsageType.ENCRYPT_DECRYPT;
    }

    @Override
    public DescribeKeyResponse describeKey(DescribeKeyRequest request) {
        var key = keys.named(managed.present(request.keyId()));
        return DescribeKeyResponse.builder().keyMetadata(Metadata.of(key)).build();
    }

    @Override
    public ListKeysResponse listKeys(ListKeysRequest request) {
        var page = pages.page(
                "ListKeys",
                request.marker(),
                request.limit(),
                StreamSupport.stream(keys.store().scan(Range.all()).spliterator(), false)
                        .map(Entry::value),
                StoredKey::id);
        return ListKeysResponse.builder()
                .keys(page.items().stream()
                        .map(key -> KeyListEntry.builder()
                                .keyId(key.id())
                                .keyArn(key.arn())
                                .build())
                        .toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateKeyDescriptionResponse updateKeyDescription(UpdateKeyDescriptionRequest request) {
        keys.change(request.keyId(), key -> Keys.staying(key).described(request.description()));
        return UpdateKeyDescriptionResponse.builder().build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        keys.change(request.keyId(), key -> Keys.staying(key).tagged(Tags.added(key.tags(), request.tags())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        keys.change(request.keyId(), key -> Keys.staying(key).tagged(Tags.removed(key.tags(), request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListResourceTagsResponse listResourceTags(ListResourceTagsRequest request) {
        var tags = new TreeMap<>(keys.entry(request.keyId()).value().tags());
        var page = pages.of(TAGS_PER_PAGE, Keys.LIMIT_MAX)
                .page(
                        "ListResourceTags",
                        request.marker(),
                        request.limit(),
                        tags.entrySet().stream(),
                        Map.Entry::getKey);
        return ListResourceTagsResponse.builder()
                .tags(page.items().stream()
                        .map(tag -> Tag.builder()
                                .tagKey(tag.getKey())
                                .tagValue(tag.getValue())
                                .build())
                        .toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }
}
