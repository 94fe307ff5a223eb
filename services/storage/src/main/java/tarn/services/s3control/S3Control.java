package tarn.services.s3control;

import software.amazon.awssdk.services.s3control.S3ControlClient;
import tarn.access.AccessPoints;
import tarn.access.AccountBlocks;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.store.Formats;
import tarn.store.Scope;

/** Amazon S3 Control. */
public final class S3Control {

    /** The service on a platform. */
    public static Service on(Platform platform) {
        var points = new AccessPoints(platform);
        var blocks = new AccountBlocks(platform);
        var jobs = platform.store("s3control/jobs", Scope.REGION, Formats.record(Job.class));
        var outcomes = platform.store("s3control/job-outcomes", Scope.REGION, Formats.record(JobOutcome.class));
        var tokens = platform.store("s3control/job-tokens", Scope.REGION, Formats.text());
        var targets = platform.store("s3control/job-targets", Scope.REGION, Formats.record(Targets.Target.class));
        var runs = new JobRuns(platform, jobs, outcomes, targets);
        runs.begin();
        var book = new GrantBook(platform);
        return Service.of(
                        S3ControlClient.class,
                        new PublicAccess(blocks),
                        new Points(platform, points),
                        new PointPolicies(points, blocks),
                        new Jobs(platform, jobs, tokens, runs),
                        new GrantsInstances(platform, book),
                        new GrantsLocations(platform, book),
                        new Grants(platform, book),
                        new DataAccess(platform, book),
                        new ResourceTags(platform, points))
                .known("s3.amazonaws.com");
    }

    private S3Control() {}
}
