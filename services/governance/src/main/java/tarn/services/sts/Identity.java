package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalid;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import tarn.authorization.Denial;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Who asks, whose a key is, and why somebody was denied. */
final class Identity implements StsClient, Part {

    private final Platform platform;

    Identity(Platform platform) {
        this.platform = platform;
    }

    @Override
    public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
        var caller = Caller.current();
        return GetCallerIdentityResponse.builder()
                .account(caller.account())
                .userId(caller.userId())
                .arn(caller.principal())
                .build();
    }

    /**
     * The account of a key that was made here. AWS reads the account out of the key id itself and so answers for keys
     * that were deleted; ours carry no account.
     */
    @Override
    public GetAccessKeyInfoResponse getAccessKeyInfo(GetAccessKeyInfoRequest request) {
        var key = platform.accessKeys()
                .find(request.accessKeyId())
                .orElseThrow(() -> invalid("The access key id " + request.accessKeyId() + " is not valid"));
        return GetAccessKeyInfoResponse.builder().account(key.account()).build();
    }

    /**
     * Opens a message that was sealed for this account, as the refusals of services whose table says {@code encoded} carry
     * it. On AWS EC2's do, and few others.
     */
    @Override
    public DecodeAuthorizationMessageResponse decodeAuthorizationMessage(DecodeAuthorizationMessageRequest request) {
        var message = Denial.opened(platform.seal(), request.encodedMessage()).orElseThrow(StsFaults::invalidMessage);
        return DecodeAuthorizationMessageResponse.builder()
                .decodedMessage(message)
                .build();
    }
}
