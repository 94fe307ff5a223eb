package tarn.services.s3;

import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** Amazon S3. */
public final class S3 {

    /** The service on a platform. */
    public static Service on(Platform platform) {
        var holdings = new Holdings(platform);
        var intake = new Intake(platform.blobs());
        var clock = platform.clock();
        return Service.of(
                S3Client.class,
                new Buckets(platform, holdings),
                new Defaults(holdings),
                new Writing(holdings, intake, clock),
                new Reading(holdings),
                new Attributes(holdings),
                new Listing(holdings, platform.tokens()),
                new Copying(holdings, clock),
                new Multipart(platform, holdings, intake),
                new Completing(holdings, clock),
                new UploadListing(holdings),
                new Tagging(holdings));
    }

    private S3() {}
}
