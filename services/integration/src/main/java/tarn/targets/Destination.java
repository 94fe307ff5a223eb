package tarn.targets;

import tarn.kernel.Arn;

/** A kind of service that something is handed to. */
public interface Destination {

    /** Whether an ARN names one of this kind. */
    boolean serves(Arn arn);

    /** Hands something over, as the caller that is bound; what it throws is a reason to try again. */
    void deliver(Arn arn, Shipment shipment);
}
