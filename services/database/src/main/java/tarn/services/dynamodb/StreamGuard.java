package tarn.services.dynamodb;

import software.amazon.awssdk.core.SdkRequest;
import tarn.policy.Guard;

/** What DynamoDB Streams knows when it is to be decided who may read: an iterator begins with its stream's ARN. */
final class StreamGuard implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        int bar = reference.indexOf('|');
        return bar < 0 ? reference : reference.substring(0, bar);
    }
}
