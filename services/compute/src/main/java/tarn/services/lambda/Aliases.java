package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;
import static tarn.services.lambda.LambdaFaults.revisionDiffers;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import tarn.kernel.Part;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Names for versions. */
final class Aliases implements LambdaClient, Part {

    private final Functions functions;
    private final Pages pages;

    Aliases(Functions functions, Pages pages) {
        this.functions = functions;
        this.pages = pages;
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        if (Functions.isNumber(request.name())) {
            throw invalid("1 validation error detected: Value '" + request.name() + "' at 'name' failed to satisfy"
                    + " constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        }
        var alias = new StoredAlias(
                request.name(),
                request.functionVersion(),
                request.description() == null ? "" : request.description(),
                revision(),
                weights(reference, request.functionVersion(), request.routingConfig()));
        if (!functions.aliases().insert(Key.of(reference.name(), alias.name()), alias)) {
            throw conflict("Alias already exists: " + reference.arn() + ":" + alias.name());
        }
        return Shapes.copy(shown(reference, alias), CreateAliasResponse.builder())
                .build();
    }

    private String revision() {
        return functions.platform().ids().uuid().toString();
    }

    /** The shares of other versions; throws unless all versions exist and the shares make sense. */
    private Map<String, Double> weights(
            Reference reference, String version, @Nullable AliasRoutingConfiguration routing) {
        requireVersion(reference, version);
        if (routing == null || routing.additionalVersionWeights().isEmpty()) {
            return Map.of();
        }
        var weights = routing.additionalVersionWeights();
        if (weights.size() > 1) {
            throw invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        weights.forEach((other, weight) -> {
            if (other.equals(version) || version.equals(Reference.LATEST)) {
                throw invalid("Invalid function version " + other + ". Function version " + version
                        + " is already included in routing configuration.");
            }
            if (weight < 0 || weight > 1) {
                throw invalid("The weight of a version is from 0.0 to 1.0");
            }
            requireVersion(reference, other);
        });
        return weights;
    }

    private void requireVersion(Reference reference, String version) {
        if (!version.equals(Reference.LATEST)
                && functions.find(reference.name(), version).isEmpty()) {
            throw functionNotFound(reference.arn() + ":" + version);
        }
    }

    private static AliasConfiguration shown(Reference reference, StoredAlias alias) {
        var shown = AliasConfiguration.builder()
                .aliasArn(reference.arn() + ":" + alias.name())
                .name(alias.name())
                .functionVersion(alias.version())
                .description(alias.description())
                .revisionId(alias.revision());
        if (!alias.weights().isEmpty()) {
            shown.routingConfig(routing -> routing.additionalVersionWeights(alias.weights()));
        }
        return shown.build();
    }

    private StoredAlias alias(Reference reference, String name) {
        return functions
                .aliases()
                .get(Key.of(reference.name(), name))
                .orElseThrow(() -> notFound("Cannot find alias arn: " + reference.arn() + ":" + name));
    }

    @Override
    public GetAliasResponse getAlias(GetAliasRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        return Shapes.copy(shown(reference, alias(reference, request.name())), GetAliasResponse.builder())
                .build();
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        var version = request.functionVersion();
        var page = pages.records(
                "ListAliases",
                request.marker(),
                request.maxItems(),
                functions.aliases(),
                Range.under(Key.of(reference.name())),
                entry -> version == null || entry.value().version().equals(version));
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> shown(reference, alias))
                        .toList())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        alias(reference, request.name());
        var next = functions
                .aliases()
                .update(Key.of(reference.name(), request.name()), present -> {
                    var old = present.orElseThrow(() -> notFound("Cannot find alias"));
                    if (request.revisionId() != null && !request.revisionId().equals(old.revision())) {
                        throw revisionDiffers();
                    }
                    var version = request.functionVersion() == null ? old.version() : request.functionVersion();
                    return new StoredAlias(
                            old.name(),
                            version,
                            request.description() == null ? old.description() : request.description(),
                            revision(),
                            request.routingConfig() == null
                                    ? old.weights()
                                    : weights(reference, version, request.routingConfig()));
                })
                .orElseThrow();
        return Shapes.copy(shown(reference, next), UpdateAliasResponse.builder())
                .build();
    }

    /** An alias that is not there is deleted, as on AWS. */
    @Override
    public DeleteAliasResponse deleteAlias(DeleteAliasRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        functions.aliases().delete(Key.of(reference.name(), request.name()));
        return DeleteAliasResponse.builder().build();
    }
}
