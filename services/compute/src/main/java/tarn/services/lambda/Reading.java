package tarn.services.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Concurrency;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionVersion;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import tarn.kernel.Part;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Range;

/** What functions and versions there are. */
final class Reading implements LambdaClient, Part {

    private final Functions functions;
    private final Pages pages;

    Reading(Functions functions, Pages pages) {
        this.functions = functions;
        this.pages = pages;
    }

    /**
     * A function. AWS tells a signed address of its code as well, for ten minutes; there is none here.
     */
    @Override
    public GetFunctionResponse getFunction(GetFunctionRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        return Functions.inAccountOf(reference, () -> {
            var target = functions.target(reference);
            var reserved = target.function().reserved();
            var answer = GetFunctionResponse.builder()
                    .configuration(shown(target, reference))
                    .code(FunctionCodeLocation.builder().repositoryType("S3").build())
                    .tags(
                            target.function().tags().isEmpty()
                                    ? null
                                    : target.function().tags());
            if (reserved != null) {
                answer.concurrency(Concurrency.builder()
                        .reservedConcurrentExecutions(reserved)
                        .build());
            }
            return answer.build();
        });
    }

    @Override
    public GetFunctionConfigurationResponse getFunctionConfiguration(GetFunctionConfigurationRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        return Functions.inAccountOf(
                reference,
                () -> Shapes.copy(
                                shown(functions.target(reference), reference),
                                GetFunctionConfigurationResponse.builder())
                        .build());
    }

    /** As it was asked for: an alias' version has the alias' ARN. */
    static FunctionConfiguration shown(Functions.Target target, Reference reference) {
        return target.version().configuration().toBuilder()
                .functionArn(reference.qualifiedArn())
                .build();
    }

    @Override
    public ListFunctionsResponse listFunctions(ListFunctionsRequest request) {
        boolean all = request.functionVersion() == FunctionVersion.ALL;
        var listed = stream(functions.store().scan(Range.all()))
                .flatMap(function -> all
                        ? versions(function)
                        : Stream.of(qualified(function.latest().configuration(), false)));
        var page = pages.inOrder("ListFunctions", request.marker(), request.maxItems(), listed, Reading::position);
        return ListFunctionsResponse.builder()
                .functions(page.items())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public ListVersionsByFunctionResponse listVersionsByFunction(ListVersionsByFunctionRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        var function = functions.entry(reference).value();
        var page = pages.inOrder(
                "ListVersionsByFunction", request.marker(), request.maxItems(), versions(function), Reading::position);
        return ListVersionsByFunctionResponse.builder()
                .versions(page.items())
                .nextMarker(page.next())
                .build();
    }

    private Stream<FunctionConfiguration> versions(StoredFunction function) {
        List<FunctionConfiguration> all = new ArrayList<>();
        all.add(qualified(function.latest().configuration(), true));
        for (var version : functions.published(function.name())) {
            all.add(version.value().configuration());
        }
        return all.stream();
    }

    private static FunctionConfiguration qualified(FunctionConfiguration latest, boolean qualified) {
        return qualified
                ? latest.toBuilder()
                        .functionArn(latest.functionArn() + ":" + Reference.LATEST)
                        .build()
                : latest;
    }

    private static String position(FunctionConfiguration configuration) {
        return configuration.functionName() + ":" + configuration.version();
    }

    private static <V> Stream<V> stream(Iterable<Entry<V>> entries) {
        return StreamSupport.stream(entries.spliterator(), false).map(Entry::value);
    }
}
