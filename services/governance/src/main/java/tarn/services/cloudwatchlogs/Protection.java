package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;

import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteDataProtectionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteDataProtectionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetDataProtectionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetDataProtectionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDataProtectionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutDataProtectionPolicyResponse;
import tarn.kernel.Part;

/** Data protection policies of groups. Findings are not sent anywhere: a policy that names a destination is refused. */
final class Protection implements CloudWatchLogsClient, Part {

    private final Holdings holdings;

    Protection(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public PutDataProtectionPolicyResponse putDataProtectionPolicy(PutDataProtectionPolicyRequest request) {
        var wrong = Masks.wrong(request.policyDocument());
        if (wrong != null) {
            throw invalid(wrong);
        }
        var group = holdings.change(
                Holdings.nameOf(request.logGroupIdentifier()), seen -> seen.protectedBy(request.policyDocument()));
        return PutDataProtectionPolicyResponse.builder()
                .logGroupIdentifier(group.name())
                .policyDocument(request.policyDocument())
                .lastUpdatedTime(holdings.nowMillis())
                .build();
    }

    @Override
    public GetDataProtectionPolicyResponse getDataProtectionPolicy(GetDataProtectionPolicyRequest request) {
        var group = holdings.group(Holdings.nameOf(request.logGroupIdentifier()));
        return GetDataProtectionPolicyResponse.builder()
                .logGroupIdentifier(group.name())
                .policyDocument(group.protection())
                .build();
    }

    @Override
    public DeleteDataProtectionPolicyResponse deleteDataProtectionPolicy(DeleteDataProtectionPolicyRequest request) {
        holdings.change(Holdings.nameOf(request.logGroupIdentifier()), seen -> seen.protectedBy(null));
        return DeleteDataProtectionPolicyResponse.builder().build();
    }
}
