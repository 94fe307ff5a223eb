package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/**
 * The keys of KMS that tables are tied to. While a table's key is disabled, about to be deleted, or gone, nobody reads or
 * writes the table; as at AWS it may take five minutes until that is noticed.
 *
 * <p>The key decides who gets at the table. Items do not lie under it on the disk, where AWS's do.
 */
final class Encrypting {

    private static final String SERVICE = "dynamodb.amazonaws.com";
    private static final String MANAGED = "alias/aws/dynamodb";
    private static final Duration NOTICED = Duration.ofMinutes(5);
    private static final int KNOWN_MAX = 10_000;

    private record State(boolean works, Instant looked) {}

    private final Platform platform;
    private final Map<String, State> known = new ConcurrentHashMap<>();

    Encrypting(Platform platform) {
        this.platform = platform;
    }

    /**
     * What a specification asks for; what is there if there is none.
     *
     * @throws DynamoDbException if the key cannot be used by the caller for DynamoDB
     */
    StoredTable.@Nullable Encryption asked(
            @Nullable SSESpecification asked, StoredTable.@Nullable Encryption present, String table) {
        if (asked == null) {
            return present;
        }
        if (!Boolean.TRUE.equals(asked.enabled())) {
            if (asked.kmsMasterKeyId() != null || asked.sseType() != null) {
                throw parametersInvalid("KMSMasterKeyId and SSEType can only be specified when SSE is enabled");
            }
            return null;
        }
        if (asked.sseType() != null && asked.sseType() != SSEType.KMS) {
            throw parametersInvalid("Unsupported SSEType: " + asked.sseTypeAsString());
        }
        var key = asked.kmsMasterKeyId() == null ? MANAGED : asked.kmsMasterKeyId();
        var caller = Caller.current();
        try {
            // Made to see that the key can be used, which also makes the managed one.
            var made = caller.via(SERVICE)
                    .call(() -> platform.client(KmsClient.class)
                            .generateDataKeyWithoutPlaintext(g -> g.keyId(key)
                                    .keySpec(DataKeySpec.AES_256)
                                    .encryptionContext(Map.of(
                                            "aws:dynamodb:tableName",
                                            table,
                                            "aws:dynamodb:subscriberId",
                                            caller.account()))));
            known.remove(made.keyId());
            return new StoredTable.Encryption(true, made.keyId());
        } catch (KmsException e) {
            var details = e.awsErrorDetails();
            throw invalid("KMS validation error: " + (details == null ? e.getMessage() : details.errorMessage()));
        }
    }

    /** Whether a table's key can be used. */
    boolean works(StoredTable table) {
        var encryption = table.settings().encryption();
        if (encryption == null) {
            return true;
        }
        var now = platform.clock().instant();
        var last = known.get(encryption.key());
        if (last != null && now.isBefore(last.looked().plus(NOTICED))) {
            return last.works();
        }
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        boolean works = look(encryption.key());
        known.put(encryption.key(), new State(works, now));
        return works;
    }

    private boolean look(String key) {
        var caller = Caller.current();
        try {
            var metadata = Caller.service(caller.account(), caller.region(), SERVICE, caller.requestId())
                    .call(() -> platform.client(KmsClient.class).describeKey(d -> d.keyId(key)))
                    .keyMetadata();
            return metadata.keyState() == KeyState.ENABLED;
        } catch (NotFoundException e) {
            return false;
        } catch (KmsException e) {
            // Whoever may not look cannot say that the key does not work.
            return true;
        }
    }

    /** Refuses to touch a table whose key does not work. */
    void check(StoredTable table) {
        if (!works(table)) {
            throw DynamoFaults.with(
                    DynamoDbException.builder(),
                    "AccessDeniedException",
                    "The KMS key of the table is not accessible: it is disabled, pending deletion or does not exist");
        }
    }
}
