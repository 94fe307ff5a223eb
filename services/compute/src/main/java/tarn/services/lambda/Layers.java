package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import java.util.List;
import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentOutput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.services.lambda.LayerVersions.Named;
import tarn.store.Key;
import tarn.store.Range;

/** Layers: what several functions have under {@code /opt}. */
final class Layers implements LambdaClient, Part {

    private final Platform platform;
    private final Functions functions;
    private final LayerVersions layers;
    private final Archives archives;
    private final Pages pages;

    Layers(Platform platform, Functions functions, LayerVersions layers, Archives archives, Pages pages) {
        this.platform = platform;
        this.functions = functions;
        this.layers = layers;
        this.archives = archives;
        this.pages = pages;
    }

    @Override
    public PublishLayerVersionResponse publishLayerVersion(PublishLayerVersionRequest request) {
        var content = request.content();
        var name = LayerVersions.of(request.layerName(), 0).name();
        var taken = archives.take(content.zipFile(), content.s3Bucket(), content.s3Key(), content.s3ObjectVersion());
        while (true) {
            // Numbers are never given again: the counter outlives the versions, under the number zero.
            var counter = layers.counter().entry(Key.of(name));
            long number = counter.map(seen -> Long.parseLong(seen.value())).orElse(0L) + 1;
            var layer = new StoredLayer(
                    name,
                    number,
                    request.description() == null ? "" : request.description(),
                    request.licenseInfo() == null ? "" : request.licenseInfo(),
                    platform.clock().instant(),
                    request.compatibleRuntimesAsStrings(),
                    request.compatibleArchitecturesAsStrings(),
                    taken.code(),
                    taken.unzippedBytes(),
                    java.util.Map.of(),
                    "");
            var named = LayerVersions.of(name, number);
            var batch = platform.batch()
                    .insert(layers.store(), named.key(), layer)
                    .adopt(taken.code().blob());
            if (counter.isPresent()) {
                batch.replace(layers.counter(), counter.get(), String.valueOf(number));
            } else {
                batch.insert(layers.counter(), Key.of(name), String.valueOf(number));
            }
            if (batch.commit()) {
                return Shapes.copy(shown(named, layer), PublishLayerVersionResponse.builder())
                        .build();
            }
        }
    }

    private static GetLayerVersionResponse shown(Named named, StoredLayer layer) {
        return GetLayerVersionResponse.builder()
                .layerArn(named.arn())
                .layerVersionArn(named.arn() + ":" + layer.number())
                .version(layer.number())
                .description(layer.description())
                .licenseInfo(layer.licence().isEmpty() ? null : layer.licence())
                .createdDate(Configurations.text(layer.created()))
                .compatibleRuntimesWithStrings(layer.runtimes())
                .compatibleArchitecturesWithStrings(layer.architectures())
                .content(LayerVersionContentOutput.builder()
                        .codeSha256(layer.code().sha256())
                        .codeSize(layer.code().sizeBytes())
                        .build())
                .build();
    }

    private static LayerVersionsListItem item(Named named, StoredLayer layer) {
        return LayerVersionsListItem.builder()
                .layerVersionArn(named.arn() + ":" + layer.number())
                .version(layer.number())
                .description(layer.description())
                .licenseInfo(layer.licence().isEmpty() ? null : layer.licence())
                .createdDate(Configurations.text(layer.created()))
                .compatibleRuntimesWithStrings(layer.runtimes())
                .compatibleArchitecturesWithStrings(layer.architectures())
                .build();
    }

    private StoredLayer layer(Named named) {
        return layers.find(named)
                .orElseThrow(() -> notFound("The resource you requested does not exist. Layer version " + named.arn()
                        + ":" + named.number() + " does not exist."));
    }

    @Override
    public GetLayerVersionResponse getLayerVersion(GetLayerVersionRequest request) {
        var named = LayerVersions.of(request.layerName(), request.versionNumber());
        return shown(named, layer(named));
    }

    @Override
    public GetLayerVersionByArnResponse getLayerVersionByArn(GetLayerVersionByArnRequest request) {
        var named = LayerVersions.named(request.arn())
                .filter(found -> found.number() > 0)
                .orElseThrow(() -> invalid("Invalid layer version ARN: " + request.arn()));
        return Shapes.copy(shown(named, layer(named)), GetLayerVersionByArnResponse.builder())
                .build();
    }

    @Override
    public ListLayersResponse listLayers(ListLayersRequest request) {
        var latest = new TreeMap<String, StoredLayer>();
        for (var entry : layers.store().scan(Range.all())) {
            if (fits(entry.value(), request.compatibleRuntimeAsString())) {
                latest.put(entry.value().name(), entry.value());
            }
        }
        var page = pages.page(
                "ListLayers", request.marker(), request.maxItems(), latest.values().stream(), StoredLayer::name);
        return ListLayersResponse.builder()
                .layers(page.items().stream()
                        .map(layer -> {
                            var named = LayerVersions.of(layer.name(), layer.number());
                            return LayersListItem.builder()
                                    .layerName(layer.name())
                                    .layerArn(named.arn())
                                    .latestMatchingVersion(item(named, layer))
                                    .build();
                        })
                        .toList())
                .nextMarker(page.next())
                .build();
    }

    private void requireUnused(String arn) {
        for (var function : functions.store().scan(Range.all())) {
            if (Settings.layers(function.value().latest().configuration()).contains(arn)) {
                throw invalid("The layer version " + arn + " is in use by the function "
                        + function.value().name());
            }
        }
        for (var version : functions.versions().scan(Range.all())) {
            if (Settings.layers(version.value().configuration()).contains(arn)) {
                throw invalid("The layer version " + arn + " is in use by "
                        + version.value().configuration().functionArn());
            }
        }
    }

    private static boolean fits(StoredLayer layer, @org.jspecify.annotations.Nullable String runtime) {
        return runtime == null || layer.runtimes().contains(runtime);
    }

    @Override
    public ListLayerVersionsResponse listLayerVersions(ListLayerVersionsRequest request) {
        var named = LayerVersions.of(request.layerName(), 0);
        var page = pages.records(
                "ListLayerVersions",
                request.marker(),
                request.maxItems(),
                layers.store(),
                Range.under(Key.of(named.name())).backwards(),
                entry -> fits(entry.value(), request.compatibleRuntimeAsString()));
        List<LayerVersionsListItem> items =
                page.items().stream().map(layer -> item(named, layer)).toList();
        return ListLayerVersionsResponse.builder()
                .layerVersions(items)
                .nextMarker(page.next())
                .build();
    }

    /** Versions that functions use are refused, where AWS lets those functions go on with what they had. */
    @Override
    public DeleteLayerVersionResponse deleteLayerVersion(DeleteLayerVersionRequest request) {
        var named = LayerVersions.of(request.layerName(), request.versionNumber());
        var seen = layers.store().entry(named.key());
        requireUnused(named.arn() + ":" + named.number());
        if (seen.isPresent()) {
            platform.batch()
                    .delete(layers.store(), seen.get())
                    .release(seen.get().value().code().blob())
                    .commit();
        }
        return DeleteLayerVersionResponse.builder().build();
    }
}
