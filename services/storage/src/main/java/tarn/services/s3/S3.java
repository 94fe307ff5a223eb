package tarn.services.s3;

import java.time.Duration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;
import tarn.access.AccessPoints;
import tarn.access.AccountBlocks;
import tarn.access.Replicator;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;
import tarn.store.Formats;
import tarn.web.OtherNames;
import tarn.web.Storefront;

/** Amazon S3. */
public final class S3 {

    /** How many buckets an account may have on AWS. */
    public static final int BUCKET_QUOTA = 10_000;

    /** The service on a platform, where life cycles act once a day. */
    public static Service on(Platform platform) {
        return on(platform, Duration.ofDays(1), BUCKET_QUOTA);
    }

    /**
     * The service on a platform.
     *
     * @param lifecycleInterval how often the rules of life cycles are carried out; a millisecond at least
     * @param bucketQuota how many buckets an account may have
     */
    public static Service on(Platform platform, Duration lifecycleInterval, int bucketQuota) {
        var holdings = new Holdings(platform);
        var intake = new Intake(platform.blobs());
        var encryption = new BucketEncryption(holdings);
        var keys = new DataKeys(platform, encryption);
        var replicating = new Replicating(platform, holdings, keys);
        replicating.begin();
        holdings.notices().begin();
        var clock = platform.clock();
        var exposure = new Exposure(holdings, new AccountBlocks(platform));
        var acls = new Configurations<>(holdings, "bucket-acls", Formats.record(AccessList.class));
        var grants = new ObjectGrants(holdings, exposure);
        var payment =
                new Configurations<>(holdings, "request-payment", Formats.record(RequestPaymentConfiguration.class));
        var policies = new BucketPolicies(holdings, exposure, acls, grants, payment);
        var cors = new Configurations<>(holdings, "cors", Formats.record(CORSConfiguration.class));
        var websites = new Configurations<>(holdings, "websites", Formats.record(WebsiteConfiguration.class));
        var log = new AccessLog(platform, holdings);
        var metrics = new Configurations<>(holdings, "metrics", Formats.record(MetricsConfiguration.class));
        var figures = new RequestFigures(platform, holdings, metrics);
        var front = new Front(holdings, cors, new SiteVisits(platform, holdings, websites), log, figures);
        var mfaDelete = new MfaDelete(platform);
        var points = new AccessPoints(platform);
        var names = new PointNames(points);
        var service = Service.of(
                S3Client.class,
                new Buckets(platform, holdings, exposure, acls, new StorageFigures(platform, holdings), bucketQuota),
                new BucketAcls(holdings, exposure, acls),
                new Exposing(holdings, exposure, acls),
                new BucketVersioning(holdings, mfaDelete),
                new BucketReplication(holdings, platform.ids()),
                encryption,
                new Writing(holdings, intake, keys, grants, clock),
                new Deleting(holdings, mfaDelete),
                new Reading(holdings, keys),
                new Selecting(platform),
                new Attributes(holdings),
                new Listing(holdings, platform.tokens()),
                new VersionListing(holdings),
                new ObjectLocks(holdings),
                new LifecycleRules(holdings, new Sweep(platform, holdings, lifecycleInterval), platform.ids()),
                new Archive(holdings, new Restorations(platform, holdings)),
                new Copying(holdings, intake, keys, grants, names, clock),
                new Multipart(platform, holdings, intake, keys, grants, names),
                new Completing(holdings, keys, grants, clock),
                new UploadListing(holdings),
                new Tagging(holdings),
                new ObjectAcls(holdings, exposure, grants),
                new Policing(holdings, exposure, policies),
                new Cors(holdings, cors),
                new Inventories(platform, holdings, grants),
                new Analytics(holdings, platform.tokens()),
                new RequestMetrics(holdings, metrics, figures, platform.tokens()),
                new Tiering(holdings, platform.tokens()),
                new Websites(holdings, websites),
                new Logging(holdings, exposure, log),
                new Notifications(holdings, platform.ids()),
                new Fees(
                        holdings,
                        payment,
                        new Configurations<>(holdings, "acceleration", Formats.record(AccelerateConfiguration.class))));
        return service.offering(Storefront.class, front)
                .offering(OtherNames.class, names)
                .offering(Replicator.class, new BatchReplication(platform, holdings, replicating))
                .offering(Guard.class, new S3Guard(holdings, policies, new Through(points, exposure)));
    }

    private S3() {}
}
