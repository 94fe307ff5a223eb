package tarn.services.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import tarn.kernel.NotImplemented;

/** With which key a table is encrypted. */
final class Encrypting {

    /** What a specification asks for; what is there if there is none. */
    static StoredTable.@Nullable Encryption asked(
            @Nullable SSESpecification asked, StoredTable.@Nullable Encryption present) {
        if (asked == null) {
            return present;
        }
        if (Boolean.TRUE.equals(asked.enabled())) {
            throw NotImplemented.by(DynamoDbClient.class, "SSESpecification");
        }
        return null;
    }

    private Encrypting() {}
}
