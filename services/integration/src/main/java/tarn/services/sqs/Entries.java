package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.batchEmpty;
import static tarn.services.sqs.SqsFaults.batchIdInvalid;
import static tarn.services.sqs.SqsFaults.batchIdsNotDistinct;
import static tarn.services.sqs.SqsFaults.batchTooMany;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The entries of a batch: refused as a whole, or each with a result of its own. */
final class Entries {

    private static final int ENTRIES_MAX = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    /**
     * Checks what concerns a batch as a whole.
     *
     * @param kind what AWS calls an entry, such as {@code SendMessageBatchRequestEntry}
     */
    static <E> void check(String kind, List<E> entries, Function<E, String> id) {
        if (entries.isEmpty()) {
            throw batchEmpty(kind);
        }
        if (entries.size() > ENTRIES_MAX) {
            throw batchTooMany(entries.size());
        }
        var seen = new HashSet<String>();
        for (var entry : entries) {
            if (!ID.matcher(id.apply(entry)).matches()) {
                throw batchIdInvalid();
            }
            if (!seen.add(id.apply(entry))) {
                throw batchIdsNotDistinct(id.apply(entry));
            }
        }
    }

    /** Does each entry, and says which failed. */
    static <E> List<BatchResultErrorEntry> each(List<E> entries, Function<E, String> id, BiConsumer<E, String> work) {
        var failed = new ArrayList<BatchResultErrorEntry>();
        for (var entry : entries) {
            try {
                work.accept(entry, id.apply(entry));
            } catch (SqsException e) {
                failed.add(failure(id.apply(entry), e));
            }
        }
        return failed;
    }

    static BatchResultErrorEntry failure(String id, SqsException fault) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(fault.awsErrorDetails().errorCode())
                .message(fault.awsErrorDetails().errorMessage())
                .senderFault(fault.statusCode() < 500)
                .build();
    }

    /** A list as AWS answers it: left out if it is empty. */
    static <E> @Nullable List<E> some(List<E> list) {
        return list.isEmpty() ? null : list;
    }

    private Entries() {}
}
