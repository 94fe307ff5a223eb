package tarn.services.s3;

import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;
import tarn.blobs.ContentStream;
import tarn.kernel.EventAnswer;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.s3.select.Selection;

/**
 * S3 Select. The object is read as any reader reads it, by {@code GetObject}, so that whoever may not read it may not
 * select from it, and what is encrypted is decrypted.
 */
final class Selecting implements S3Client, Part {

    private final Platform platform;

    Selecting(Platform platform) {
        this.platform = platform;
    }

    /** The SDK has this operation in its asynchronous client only. */
    public SelectObjectContentResponse selectObjectContent(
            SelectObjectContentRequest request,
            EventAnswer<SelectObjectContentResponse, SelectObjectContentEventStream> answer) {
        var selection = Selection.of(request, platform.clock().instant());
        var object = GetObjectRequest.builder()
                .bucket(request.bucket())
                .key(request.key())
                .expectedBucketOwner(request.expectedBucketOwner())
                .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                .sseCustomerKey(request.sseCustomerKey())
                .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                .build();
        ResponseTransformer<GetObjectResponse, SelectObjectContentResponse> reading = (_, stream) -> {
            if (!(stream.delegate() instanceof ContentStream local)) {
                throw new IllegalStateException("Objects of this process lie in blobs");
            }
            return answer.answer(SelectObjectContentResponse.builder().build(), events -> {
                try {
                    selection.run(local.content(), events::send);
                } catch (IOException e) {
                    throw storageFailed(e);
                }
            });
        };
        return platform.client(S3Client.class).getObject(object, reading);
    }
}
