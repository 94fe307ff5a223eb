package tarn.services.eventbridge;

import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tarn.kernel.Arn;

/** A kind of service that events are delivered to. */
interface Destination {

    /** Whether an ARN names one of this kind. */
    boolean serves(Arn arn);

    /** Why a target is refused when it is put; empty if it is not. */
    default Optional<String> refusal(Arn arn, Target target) {
        return Optional.empty();
    }

    /** Hands an event over, as the caller that is bound; what it throws is a reason to try again. */
    void deliver(Arn arn, Delivery delivery);
}
