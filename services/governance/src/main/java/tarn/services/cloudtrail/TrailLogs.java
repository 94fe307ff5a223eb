package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.logGroupInvalid;
import static tarn.services.cloudtrail.CloudTrailFaults.logsRoleInvalid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import tarn.audit.AuditEvent;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.services.cloudtrail.KeptTrail.LogsTarget;

/**
 * Putting a trail's events into a log group, one line each, as the role that the trail was given. Events that are larger
 * than CloudWatch Logs takes are left out, as AWS leaves them out.
 */
final class TrailLogs {

    /** Source: "Sending events to CloudWatch Logs" in CloudTrail's user guide, and PutLogEvents' own limits. */
    private static final int EVENT_BYTES_MAX = 256 * 1024;

    private static final int CALL_BYTES_MAX = 1024 * 1024;
    private static final int LINE_OVERHEAD_BYTES = 26;
    private static final String SESSION = "CloudTrail";

    private final Platform platform;

    TrailLogs(Platform platform) {
        this.platform = platform;
    }

    /** The target that a request names; null for none. Refuses one that cannot be written to. */
    @Nullable
    LogsTarget target(@Nullable String group, @Nullable String role, KeptTrail trail) {
        if ((group == null || group.isEmpty()) && (role == null || role.isEmpty())) {
            return null;
        }
        if (group == null || group.isEmpty()) {
            throw logGroupInvalid("You must specify a log group ARN together with a role ARN.");
        }
        if (role == null || role.isEmpty()) {
            throw logsRoleInvalid("You must specify a role ARN together with a log group ARN.");
        }
        var arn = Arn.parse(group)
                .filter(parsed -> parsed.service().equals("logs")
                        && parsed.region().equals(trail.home())
                        && parsed.account().equals(Caller.current().account())
                        && parsed.resource().startsWith("log-group:"));
        if (arn.isEmpty()) {
            throw logGroupInvalid("CloudTrail cannot validate the specified log group ARN.");
        }
        var target = new LogsTarget(group, role);
        try {
            open(trail, target, trail.home());
        } catch (AwsServiceException e) {
            var code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
            throw code.equals("ResourceNotFoundException")
                    ? logGroupInvalid("CloudTrail cannot validate the specified log group ARN.")
                    : logsRoleInvalid("Access denied. Check the permissions for your role.");
        }
        return target;
    }

    /** The stream of a region's events, made if it is not there. */
    private String open(KeptTrail trail, LogsTarget target, String region) {
        var stream = Caller.current().account() + "_CloudTrail_" + region;
        as(trail, target).run(() -> {
            try {
                platform.client(CloudWatchLogsClient.class)
                        .createLogStream(
                                create -> create.logGroupName(target.name()).logStreamName(stream));
            } catch (ResourceAlreadyExistsException e) {
                // The stream of earlier events.
            }
        });
        return stream;
    }

    private Caller as(KeptTrail trail, LogsTarget target) {
        var cause = new Cause(trail.arn(), Caller.current().account());
        return cause.call(() -> TrailBucket.service(trail.home())
                .call(() -> platform.permissions()
                        .as(target.role(), TrailBucket.PRINCIPAL, SESSION)
                        .in(trail.home())));
    }

    /** Puts events. Throws what CloudWatch Logs or the role refuses. */
    void put(KeptTrail trail, LogsTarget target, String region, List<AuditEvent> events) {
        var stream = open(trail, target, region);
        var lines = new ArrayList<InputLogEvent>();
        int bytes = 0;
        for (var event :
                events.stream().sorted(Comparator.comparing(AuditEvent::time)).toList()) {
            int length = event.text().getBytes(StandardCharsets.UTF_8).length + LINE_OVERHEAD_BYTES;
            if (length > EVENT_BYTES_MAX) {
                continue;
            }
            if (bytes + length > CALL_BYTES_MAX) {
                send(trail, target, stream, lines);
                lines.clear();
                bytes = 0;
            }
            lines.add(InputLogEvent.builder()
                    .timestamp(event.time().toEpochMilli())
                    .message(event.text())
                    .build());
            bytes += length;
        }
        send(trail, target, stream, lines);
    }

    private void send(KeptTrail trail, LogsTarget target, String stream, List<InputLogEvent> lines) {
        if (!lines.isEmpty()) {
            var sent = List.copyOf(lines);
            as(trail, target)
                    .run(() -> platform.client(CloudWatchLogsClient.class)
                            .putLogEvents(put -> put.logGroupName(target.name())
                                    .logStreamName(stream)
                                    .logEvents(sent)));
        }
    }
}
