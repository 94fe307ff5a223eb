package tarn.services.s3;

import static tarn.services.s3.S3Faults.notImplemented;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** What a write may ask for and does not get: said plainly, rather than an object kept that is not what was asked. */
final class Refusals {

    static void check(PutObjectRequest request) {
        if (request.writeOffsetBytes() != null) {
            throw notImplemented("x-amz-write-offset-bytes");
        }
    }

    private Refusals() {}
}
