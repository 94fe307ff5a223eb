package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.accessPointTaken;
import static tarn.services.s3control.ControlFaults.invalidRequest;
import static tarn.services.s3control.ControlFaults.invalidToken;
import static tarn.services.s3control.ControlFaults.noSuchAccessPoint;
import static tarn.services.s3control.ControlFaults.notDone;
import static tarn.services.s3control.ControlFaults.tooManyAccessPoints;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.NetworkOrigin;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.VpcConfiguration;
import tarn.access.AccessPoint;
import tarn.access.AccessPoints;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Access points: other names of buckets, by which S3 is asked like by a bucket's own.
 *
 * <p>Those of a VPC can be made; who asks through one is refused as from outside, no request coming from a VPC. Buckets are
 * those of the same account.
 */
final class Points implements S3ControlClient, Part {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,48}[a-z0-9]");
    private static final String ALIAS_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ALIAS_RANDOM = 34;
    private static final int COUNT_MAX = 10_000;
    private static final int PAGE_MAX = 1000;

    private final Platform platform;
    private final AccessPoints points;

    Points(Platform platform, AccessPoints points) {
        this.platform = platform;
        this.points = points;
    }

    @Override
    public CreateAccessPointResponse createAccessPoint(CreateAccessPointRequest request) {
        var account = Accounts.own(request.accountId());
        var name = request.name();
        if (!NAME.matcher(name).matches() || name.endsWith("-s3alias")) {
            throw invalidRequest("Your Access Point name is invalid");
        }
        if (request.scope() != null) {
            throw notDone("the scope of an access point");
        }
        if (request.bucketAccountId() != null && !request.bucketAccountId().equals(account)) {
            throw notDone("access points to buckets of other accounts");
        }
        platform.client(S3Client.class)
                .headBucket(bucket -> bucket.bucket(request.bucket()).expectedBucketOwner(account));
        var region = Caller.current().region();
        if (points.list(account, region, null, COUNT_MAX).size() >= COUNT_MAX) {
            throw tooManyAccessPoints();
        }
        var block = PublicAccess.block(
                request.publicAccessBlockConfiguration() == null
                        ? allBlocked()
                        : request.publicAccessBlockConfiguration());
        var tags = new LinkedHashMap<String, String>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        var point = new AccessPoint(
                name,
                account,
                region,
                request.bucket(),
                alias(name),
                request.vpcConfiguration() == null
                        ? null
                        : request.vpcConfiguration().vpcId(),
                block.blockPublicAcls(),
                block.ignorePublicAcls(),
                block.blockPublicPolicy(),
                block.restrictPublicBuckets(),
                null,
                tags,
                platform.clock().instant());
        if (!points.create(point)) {
            throw accessPointTaken();
        }
        return CreateAccessPointResponse.builder()
                .accessPointArn(point.arn())
                .alias(point.alias())
                .build();
    }

    private static PublicAccessBlockConfiguration allBlocked() {
        return PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build();
    }

    private String alias(String name) {
        var head = name.substring(0, Math.min(name.length(), 19)).replaceAll("-+$", "");
        return head + "-" + platform.ids().random(ALIAS_CHARACTERS, ALIAS_RANDOM) + "-s3alias";
    }

    /** The access point that a request names, by name or ARN. */
    static AccessPoint point(AccessPoints points, @Nullable String account, String nameOrArn) {
        var name = nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
        return points.find(Accounts.own(account), Caller.current().region(), name)
                .orElseThrow(() -> noSuchAccessPoint());
    }

    @Override
    public GetAccessPointResponse getAccessPoint(GetAccessPointRequest request) {
        var point = point(points, request.accountId(), request.name());
        var host = "s3-accesspoint." + point.region() + ".amazonaws.com";
        return GetAccessPointResponse.builder()
                .name(point.name())
                .bucket(point.bucket())
                .bucketAccountId(point.account())
                .alias(point.alias())
                .accessPointArn(point.arn())
                .networkOrigin(origin(point))
                .vpcConfiguration(vpc(point))
                .creationDate(point.created())
                .endpoints(Map.of(
                        "ipv4", host, "dualstack", "s3-accesspoint.dualstack." + point.region() + ".amazonaws.com"))
                .publicAccessBlockConfiguration(block -> block.blockPublicAcls(point.blockPublicAcls())
                        .ignorePublicAcls(point.ignorePublicAcls())
                        .blockPublicPolicy(point.blockPublicPolicy())
                        .restrictPublicBuckets(point.restrictPublicBuckets()))
                .build();
    }

    private static NetworkOrigin origin(AccessPoint point) {
        return point.vpc() == null ? NetworkOrigin.INTERNET : NetworkOrigin.VPC;
    }

    private static @Nullable VpcConfiguration vpc(AccessPoint point) {
        return point.vpc() == null
                ? null
                : VpcConfiguration.builder().vpcId(point.vpc()).build();
    }

    @Override
    public DeleteAccessPointResponse deleteAccessPoint(DeleteAccessPointRequest request) {
        points.delete(point(points, request.accountId(), request.name()));
        return DeleteAccessPointResponse.builder().build();
    }

    @Override
    public ListAccessPointsResponse listAccessPoints(ListAccessPointsRequest request) {
        var account = Accounts.own(request.accountId());
        int limit = request.maxResults() == null ? PAGE_MAX : Math.min(request.maxResults(), PAGE_MAX);
        if (limit < 0) {
            throw invalidRequest("MaxResults must not be negative");
        }
        var after = request.nextToken() == null
                ? null
                : platform.tokens()
                        .open("ListAccessPoints", request.nextToken())
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElseThrow(() -> invalidToken());
        var page = new ArrayList<AccessPoint>();
        String next = null;
        for (var point : points.list(account, Caller.current().region(), after, COUNT_MAX)) {
            if (request.bucket() != null && !request.bucket().equals(point.bucket())) {
                continue;
            }
            if (page.size() == limit) {
                next = page.isEmpty() ? null : page.getLast().name();
                break;
            }
            page.add(point);
        }
        return ListAccessPointsResponse.builder()
                .accessPointList(page.stream()
                        .map(point -> software.amazon.awssdk.services.s3control.model.AccessPoint.builder()
                                .name(point.name())
                                .bucket(point.bucket())
                                .bucketAccountId(point.account())
                                .alias(point.alias())
                                .accessPointArn(point.arn())
                                .networkOrigin(origin(point))
                                .vpcConfiguration(vpc(point))
                                .build())
                        .toList())
                .nextToken(
                        next == null
                                ? null
                                : platform.tokens().seal("ListAccessPoints", next.getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
