package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import tarn.kernel.Part;
import tarn.store.Range;

/** How many may run at once, and what an account has. */
final class Limits implements LambdaClient, Part {

    private static final long CODE_BYTES_MAX = 80_530_636_800L;
    private static final long UNZIPPED_BYTES_MAX = 262_144_000;
    private static final long ZIPPED_BYTES_MAX = 52_428_800;

    private final Functions functions;
    private final Reservations reservations;

    Limits(Functions functions, Reservations reservations) {
        this.functions = functions;
        this.reservations = reservations;
    }

    @Override
    public PutFunctionConcurrencyResponse putFunctionConcurrency(PutFunctionConcurrencyRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        int wanted = request.reservedConcurrentExecutions();
        var before = functions.entry(reference).value().reserved();
        int others = reservations.total() - (before == null ? 0 : before);
        if (others + wanted > Concurrency.ACCOUNT_MAX - Concurrency.UNRESERVED_MIN) {
            throw invalid("Specified ReservedConcurrentExecutions for function decreases account's"
                    + " UnreservedConcurrentExecution below its minimum value of [" + Concurrency.UNRESERVED_MIN
                    + "].");
        }
        functions.change(reference, present -> present.reserving(wanted));
        return PutFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(wanted)
                .build();
    }

    @Override
    public GetFunctionConcurrencyResponse getFunctionConcurrency(GetFunctionConcurrencyRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        return GetFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(functions.entry(reference).value().reserved())
                .build();
    }

    @Override
    public DeleteFunctionConcurrencyResponse deleteFunctionConcurrency(DeleteFunctionConcurrencyRequest request) {
        functions.change(Reference.of(request.functionName()).unqualified(), present -> present.reserving(null));
        return DeleteFunctionConcurrencyResponse.builder().build();
    }

    @Override
    public GetAccountSettingsResponse getAccountSettings(GetAccountSettingsRequest request) {
        long count = 0;
        long bytes = 0;
        for (var function : functions.store().scan(Range.all())) {
            count++;
            bytes += function.value().latest().code().sizeBytes();
            for (var version : functions.published(function.value().name())) {
                bytes += version.value().code().sizeBytes();
            }
        }
        return GetAccountSettingsResponse.builder()
                .accountLimit(AccountLimit.builder()
                        .totalCodeSize(CODE_BYTES_MAX)
                        .codeSizeUnzipped(UNZIPPED_BYTES_MAX)
                        .codeSizeZipped(ZIPPED_BYTES_MAX)
                        .concurrentExecutions(Concurrency.ACCOUNT_MAX)
                        .unreservedConcurrentExecutions(Concurrency.ACCOUNT_MAX - reservations.total())
                        .build())
                .accountUsage(AccountUsage.builder()
                        .functionCount(count)
                        .totalCodeSize(bytes)
                        .build())
                .build();
    }
}
