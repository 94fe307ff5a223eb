package tarn.services.s3control;

import software.amazon.awssdk.services.s3control.S3ControlClient;
import tarn.access.AccessPoints;
import tarn.access.AccountBlocks;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** Amazon S3 Control. */
public final class S3Control {

    /** The service on a platform. */
    public static Service on(Platform platform) {
        var points = new AccessPoints(platform);
        return Service.of(
                        S3ControlClient.class,
                        new PublicAccess(new AccountBlocks(platform)),
                        new Points(platform, points),
                        new PointPolicies(points),
                        new ResourceTags(platform, points))
                .known("s3.amazonaws.com");
    }

    private S3Control() {}
}
