package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CreateUserDefinedFunctionRequest;
import software.amazon.awssdk.services.glue.model.CreateUserDefinedFunctionResponse;
import software.amazon.awssdk.services.glue.model.DeleteUserDefinedFunctionRequest;
import software.amazon.awssdk.services.glue.model.DeleteUserDefinedFunctionResponse;
import software.amazon.awssdk.services.glue.model.GetUserDefinedFunctionRequest;
import software.amazon.awssdk.services.glue.model.GetUserDefinedFunctionResponse;
import software.amazon.awssdk.services.glue.model.GetUserDefinedFunctionsRequest;
import software.amazon.awssdk.services.glue.model.GetUserDefinedFunctionsResponse;
import software.amazon.awssdk.services.glue.model.UpdateUserDefinedFunctionRequest;
import software.amazon.awssdk.services.glue.model.UpdateUserDefinedFunctionResponse;
import software.amazon.awssdk.services.glue.model.UserDefinedFunction;
import software.amazon.awssdk.services.glue.model.UserDefinedFunctionInput;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Functions that Hive and Spark find by name in a database of the catalog. */
final class Functions implements GlueClient, Part {

    private final Catalog catalog;
    private final Store<Kept> functions;
    private final Pages pages;

    /** A function as it is kept. */
    record Kept(UserDefinedFunction function) {}

    Functions(Platform platform, Catalog catalog, Pages pages) {
        this.catalog = catalog;
        this.functions = platform.store("glue/functions", Scope.REGION, Formats.record(Kept.class));
        this.pages = pages.of(100, 100);
    }

    private static Key key(String database, String name) {
        return Key.of(lower(database)).with(lower(name));
    }

    private Kept kept(String database, UserDefinedFunctionInput input, UserDefinedFunction.Builder base) {
        return new Kept(base.functionName(lower(input.functionName()))
                .databaseName(lower(database))
                .className(input.className())
                .functionType(input.functionTypeAsString())
                .ownerName(input.ownerName())
                .ownerType(input.ownerTypeAsString())
                .resourceUris(input.resourceUris())
                .catalogId(Caller.current().account())
                .build());
    }

    @Override
    public CreateUserDefinedFunctionResponse createUserDefinedFunction(CreateUserDefinedFunctionRequest request) {
        Catalog.own(request.catalogId());
        var input = request.functionInput();
        if (input.functionName() == null) {
            throw GlueFaults.invalid("FunctionName is required.");
        }
        var home = catalog.database(request.databaseName());
        var made = kept(
                request.databaseName(), input, UserDefinedFunction.builder().createTime(catalog.now()));
        while (true) {
            if (functions.get(key(request.databaseName(), input.functionName())).isPresent()) {
                throw GlueFaults.exists("Function already exists.");
            }
            if (catalog.batch()
                    .expect(catalog.databases(), home)
                    .insert(functions, key(request.databaseName(), input.functionName()), made)
                    .commit()) {
                return CreateUserDefinedFunctionResponse.builder().build();
            }
            home = catalog.database(request.databaseName());
        }
    }

    @Override
    public UpdateUserDefinedFunctionResponse updateUserDefinedFunction(UpdateUserDefinedFunctionRequest request) {
        Catalog.own(request.catalogId());
        functions.update(key(request.databaseName(), request.functionName()), present -> {
            var old =
                    present.orElseThrow(() -> notFound(request.functionName())).function();
            var input = request.functionInput().copy(builder -> builder.functionName(old.functionName()));
            return kept(old.databaseName(), input, UserDefinedFunction.builder().createTime(old.createTime()));
        });
        return UpdateUserDefinedFunctionResponse.builder().build();
    }

    private static RuntimeException notFound(String name) {
        return GlueFaults.notFound("Function " + name + " not found.");
    }

    @Override
    public GetUserDefinedFunctionResponse getUserDefinedFunction(GetUserDefinedFunctionRequest request) {
        Catalog.own(request.catalogId());
        var found = functions
                .get(key(request.databaseName(), request.functionName()))
                .orElseThrow(() -> notFound(request.functionName()));
        return GetUserDefinedFunctionResponse.builder()
                .userDefinedFunction(found.function())
                .build();
    }

    @Override
    public GetUserDefinedFunctionsResponse getUserDefinedFunctions(GetUserDefinedFunctionsRequest request) {
        Catalog.own(request.catalogId());
        var pattern = pattern(request.pattern());
        var range = request.databaseName() == null
                ? Range.all()
                : Range.under(catalog.database(request.databaseName()).key());
        var page = pages.records(
                "GetUserDefinedFunctions",
                request.nextToken(),
                request.maxResults(),
                functions,
                range,
                entry ->
                        pattern.matcher(entry.value().function().functionName()).matches()
                                && (request.functionType() == null
                                        || request.functionTypeAsString()
                                                .equals(entry.value().function().functionTypeAsString())));
        return GetUserDefinedFunctionsResponse.builder()
                .userDefinedFunctions(page.items().stream().map(Kept::function).toList())
                .nextToken(page.next())
                .build();
    }

    /** AWS takes regular expressions, and a lone star for any text as well. */
    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(
                    expression.toLowerCase(Locale.ROOT).replaceAll("(?<![.\\])])\\*", ".*"), Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException malformed) {
            throw GlueFaults.invalid("Invalid pattern: " + expression);
        }
    }

    @Override
    public DeleteUserDefinedFunctionResponse deleteUserDefinedFunction(DeleteUserDefinedFunctionRequest request) {
        Catalog.own(request.catalogId());
        if (!functions.delete(key(request.databaseName(), request.functionName()))) {
            throw notFound(request.functionName());
        }
        return DeleteUserDefinedFunctionResponse.builder().build();
    }
}
