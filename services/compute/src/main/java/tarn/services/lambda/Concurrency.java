package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.throttled;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import tarn.kernel.Caller;

/** How many invocations run, and whether one more may: for each account and region, and for each function. */
final class Concurrency {

    /** How many may run in an account and region at once. */
    static final int ACCOUNT_MAX = 1000;

    /** How many of them must stay for functions that reserve nothing. */
    static final int UNRESERVED_MIN = 100;

    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> unreserved = new HashMap<>();

    /** Leave to run, until it is closed. */
    interface Leave extends AutoCloseable {
        /** How many of the function run with this one. */
        int running();

        @Override
        void close();
    }

    /**
     * Takes leave for one more invocation.
     *
     * @param reserved how many the function may have at once; null if it shares with the others
     * @param kept how many of the account's are reserved by functions
     * @throws software.amazon.awssdk.services.lambda.model.TooManyRequestsException if there are too many
     */
    Leave enter(String functionArn, @Nullable Integer reserved, int kept) {
        var caller = Caller.current();
        var account = caller.account() + "/" + caller.region();
        int count;
        synchronized (running) {
            int now = running.getOrDefault(functionArn, 0);
            if (reserved != null && now >= reserved) {
                throw throttled(ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
            }
            if (reserved == null && unreserved.getOrDefault(account, 0) >= ACCOUNT_MAX - kept) {
                throw throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
            }
            count = running.merge(functionArn, 1, Integer::sum);
            if (reserved == null) {
                unreserved.merge(account, 1, Integer::sum);
            }
        }
        return new Leave() {
            @Override
            public int running() {
                return count;
            }

            @Override
            public void close() {
                synchronized (running) {
                    fewer(running, functionArn);
                    if (reserved == null) {
                        fewer(unreserved, account);
                    }
                }
            }
        };
    }

    private static void fewer(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
}
