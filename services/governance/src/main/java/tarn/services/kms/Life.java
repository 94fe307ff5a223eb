package tarn.services.kms;

import java.time.Instant;
import software.amazon.awssdk.services.kms.model.KeyState;

/** Where a key stands in its life. */
sealed interface Life {

    /** It can be used. */
    record Enabled() implements Life {}

    /** Its owner switched it off. */
    record Disabled() implements Life {}

    /** It has no material yet, or no longer: it waits for some to be imported. */
    record PendingImport() implements Life {}

    /** It will be deleted. */
    record PendingDeletion(Instant when) implements Life {}

    /** It will be deleted so many days after the last of its replicas. */
    record PendingReplicaDeletion(int days) implements Life {}

    /** How KMS calls it. */
    default KeyState state() {
        return switch (this) {
            case Enabled() -> KeyState.ENABLED;
            case Disabled() -> KeyState.DISABLED;
            case PendingImport() -> KeyState.PENDING_IMPORT;
            case PendingDeletion(var _) -> KeyState.PENDING_DELETION;
            case PendingReplicaDeletion(var _) -> KeyState.PENDING_REPLICA_DELETION;
        };
    }
}
