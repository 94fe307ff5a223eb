package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.multiRegionNeedsGlobal;
import static tarn.services.cloudtrail.CloudTrailFaults.noOrganization;
import static tarn.services.cloudtrail.CloudTrailFaults.prefixTooLong;
import static tarn.services.cloudtrail.CloudTrailFaults.tooManyTrails;
import static tarn.services.cloudtrail.CloudTrailFaults.trailExists;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.TrailInfo;
import software.amazon.awssdk.services.cloudtrail.model.TrailNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Making, changing, removing and describing trails. */
final class Trails implements CloudTrailClient, Part {

    private static final int PER_REGION_MAX = 5;
    private static final int PREFIX_MAX = 200;

    private final Platform platform;
    private final TrailBook book;
    private final TrailBucket bucket;
    private final TrailLogs logs;
    private final TrailTopic topic;
    private final Delivery delivery;

    Trails(Platform platform, TrailBook book, TrailBucket bucket, TrailLogs logs, TrailTopic topic, Delivery delivery) {
        this.platform = platform;
        this.book = book;
        this.bucket = bucket;
        this.logs = logs;
        this.topic = topic;
        this.delivery = delivery;
    }

    @SuppressWarnings("deprecation") // AWS answers the topic's name all the same, and Terraform reads it
    @Override
    public CreateTrailResponse createTrail(CreateTrailRequest request) {
        var caller = Caller.current();
        var name = TrailBook.checked(request.name());
        refuseOrganization(request.isOrganizationTrail());
        boolean everywhere = Boolean.TRUE.equals(request.isMultiRegionTrail());
        boolean global = !Boolean.FALSE.equals(request.includeGlobalServiceEvents());
        if (everywhere && !global) {
            throw multiRegionNeedsGlobal();
        }
        var tags = Tagging.added(Map.of(), request.tagsList());
        if (book.find(caller.region(), name).isPresent()) {
            throw trailExists(name, caller.account());
        }
        long here = book.all().stream()
                .filter(trail -> trail.home().equals(caller.region()))
                .count();
        if (here >= PER_REGION_MAX) {
            throw tooManyTrails(caller.account());
        }
        var plain = new KeptTrail(
                name,
                caller.region(),
                caller.arn("cloudtrail", "trail/" + name).toString(),
                request.s3BucketName(),
                prefix(request.s3KeyPrefix()),
                global,
                everywhere,
                Boolean.TRUE.equals(request.enableLogFileValidation()),
                request.kmsKeyId(),
                platform.clock().instant(),
                false,
                null,
                null,
                List.of(),
                List.of(),
                tags,
                null,
                null);
        bucket.check(plain);
        var trail = plain.logging(
                        logs.target(request.cloudWatchLogsLogGroupArn(), request.cloudWatchLogsRoleArn(), plain))
                .telling(topic.named(request.snsTopicName(), plain));
        if (!book.insert(trail)) {
            throw trailExists(name, caller.account());
        }
        return CreateTrailResponse.builder()
                .name(name)
                .s3BucketName(trail.bucket())
                .s3KeyPrefix(trail.prefix())
                .snsTopicName(trail.topicName())
                .snsTopicARN(trail.topicArn())
                .includeGlobalServiceEvents(global)
                .isMultiRegionTrail(everywhere)
                .trailARN(trail.arn())
                .logFileValidationEnabled(trail.validated())
                .kmsKeyId(trail.key())
                .cloudWatchLogsLogGroupArn(request.cloudWatchLogsLogGroupArn())
                .cloudWatchLogsRoleArn(request.cloudWatchLogsRoleArn())
                .isOrganizationTrail(false)
                .build();
    }

    private static void refuseOrganization(@Nullable Boolean organization) {
        if (Boolean.TRUE.equals(organization)) {
            throw noOrganization();
        }
    }

    private static @Nullable String prefix(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (given.length() > PREFIX_MAX) {
            throw prefixTooLong();
        }
        return given;
    }

    /* An empty text takes a prefix or a key away; what is not given stays. */
    private static @Nullable String changed(@Nullable String given, @Nullable String present) {
        if (given == null) {
            return present;
        }
        return given.isEmpty() ? null : given;
    }

    private static boolean changed(@Nullable Boolean given, boolean present) {
        return given == null ? present : given;
    }

    /* Empty texts take the log group away; what is not given stays. */
    private KeptTrail.@Nullable LogsTarget target(UpdateTrailRequest request, KeptTrail present) {
        var group = request.cloudWatchLogsLogGroupArn();
        var role = request.cloudWatchLogsRoleArn();
        if (group == null && role == null) {
            return present.logs();
        }
        var before = present.logs();
        return logs.target(
                group == null && before != null ? before.group() : group,
                role == null && before != null && !"".equals(group) ? before.role() : role,
                present);
    }

    @SuppressWarnings("deprecation") // AWS answers the topic's name all the same, and Terraform reads it
    @Override
    public UpdateTrailResponse updateTrail(UpdateTrailRequest request) {
        refuseOrganization(request.isOrganizationTrail());
        var trail = book.change(
                request.name(),
                present -> {
                    boolean global = changed(request.includeGlobalServiceEvents(), present.global());
                    boolean everywhere = changed(request.isMultiRegionTrail(), present.everywhere());
                    if (everywhere && !global) {
                        throw multiRegionNeedsGlobal();
                    }
                    var next = present.delivering(
                            request.s3BucketName() == null ? present.bucket() : request.s3BucketName(),
                            prefix(changed(request.s3KeyPrefix(), present.prefix())),
                            global,
                            everywhere,
                            changed(request.enableLogFileValidation(), present.validated()),
                            changed(request.kmsKeyId(), present.key()));
                    bucket.check(next);
                    return next.logging(target(request, present))
                            .telling(
                                    request.snsTopicName() == null
                                            ? present.topic()
                                            : topic.named(request.snsTopicName(), present));
                },
                (batch, next) -> {
                    delivery.schedule(batch, next, next.logging());
                    delivery.beginLogs(batch, next);
                });
        return UpdateTrailResponse.builder()
                .name(trail.name())
                .s3BucketName(trail.bucket())
                .s3KeyPrefix(trail.prefix())
                .snsTopicName(trail.topicName())
                .snsTopicARN(trail.topicArn())
                .includeGlobalServiceEvents(trail.global())
                .isMultiRegionTrail(trail.everywhere())
                .trailARN(trail.arn())
                .logFileValidationEnabled(trail.validated())
                .kmsKeyId(trail.key())
                .cloudWatchLogsLogGroupArn(
                        trail.logs() == null ? null : trail.logs().group())
                .cloudWatchLogsRoleArn(
                        trail.logs() == null ? null : trail.logs().role())
                .isOrganizationTrail(false)
                .build();
    }

    @Override
    public DeleteTrailResponse deleteTrail(DeleteTrailRequest request) {
        book.remove(request.name(), (batch, gone) -> {
            delivery.schedule(batch, gone, false);
            delivery.forget(batch, gone);
            topic.forget(batch, gone);
        });
        return DeleteTrailResponse.builder().build();
    }

    @Override
    public GetTrailResponse getTrail(GetTrailRequest request) {
        return GetTrailResponse.builder()
                .trail(book.trail(request.name()).value().shown())
                .build();
    }

    @Override
    public DescribeTrailsResponse describeTrails(DescribeTrailsRequest request) {
        var region = Caller.current().region();
        boolean shadows = !Boolean.FALSE.equals(request.includeShadowTrails());
        var found = new ArrayList<KeptTrail>();
        if (request.trailNameList().isEmpty()) {
            found.addAll(book.all());
        }
        for (var name : request.trailNameList()) {
            try {
                found.add(book.trail(name).value());
            } catch (TrailNotFoundException e) {
                // AWS leaves out what does not exist.
            }
        }
        return DescribeTrailsResponse.builder()
                .trailList(found.stream()
                        .filter(trail -> trail.home().equals(region) || (shadows && trail.everywhere()))
                        .map(KeptTrail::shown)
                        .toList())
                .build();
    }

    @Override
    public ListTrailsResponse listTrails(ListTrailsRequest request) {
        return ListTrailsResponse.builder()
                .trails(book.all().stream()
                        .map(trail -> TrailInfo.builder()
                                .name(trail.name())
                                .homeRegion(trail.home())
                                .trailARN(trail.arn())
                                .build())
                        .toList())
                .build();
    }
}
