package tarn.wire.gateway;

import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Caller;
import tarn.wire.protocol.Call;

/** Decides whether a caller may do what it asks. */
@FunctionalInterface
public interface Authorization {

    /** Everybody may do everything, until policies are evaluated. */
    Authorization OPEN = (caller, call, request) -> {};

    /**
     * Returns if the caller may.
     *
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException the service's {@code AccessDenied} if not
     */
    void permit(Caller caller, Call call, SdkRequest request);
}
