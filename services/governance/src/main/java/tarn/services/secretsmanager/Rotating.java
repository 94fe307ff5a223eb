package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.accessDenied;
import static tarn.services.secretsmanager.SecretFaults.invalid;
import static tarn.services.secretsmanager.SecretFaults.refused;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.schedule.Schedule;
import tarn.services.secretsmanager.StoredSecret.Rotation;
import tarn.services.secretsmanager.StoredSecret.Version;
import tarn.store.Entry;
import tarn.store.Key;

/**
 * Rotation: a Lambda function makes a new version in four steps, each an invocation, the first time at once and then by
 * the clock. A step that fails ends the rotation; its version keeps {@link StoredSecret#PENDING}, as on AWS, and the
 * next rotation takes it up.
 */
final class Rotating implements SecretsManagerClient, Part {

    private static final String ROTATION = "secretsmanager/rotation";
    private static final List<String> STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");
    private static final Pattern RATE = Pattern.compile("rate\\(\\s*(\\d+)\\s+(hours?|days?)\\s*\\)");
    private static final long DAYS_MAX = 1_000;
    private static final long HOURS_MIN = 4;

    private final Platform platform;
    private final Secrets secrets;

    Rotating(Platform platform, Secrets secrets) {
        this.platform = platform;
        this.secrets = secrets;
        platform.timers().on(ROTATION, (name, due) -> due(name, due));
    }

    static @Nullable RotationRulesType rules(Rotation rotation) {
        if (rotation.days() == null && rotation.schedule() == null) {
            return null;
        }
        return RotationRulesType.builder()
                .automaticallyAfterDays(rotation.days())
                .scheduleExpression(rotation.schedule())
                .duration(rotation.window())
                .build();
    }

    @Override
    public RotateSecretResponse rotateSecret(RotateSecretRequest request) {
        if (request.externalSecretRotationRoleArn() != null || request.hasExternalSecretRotationMetadata()) {
            throw refused("Rotation of secrets of other vendors is not supported");
        }
        boolean now = !Boolean.FALSE.equals(request.rotateImmediately());
        var present = secrets.changeable(request.secretId()).value();
        var rotation = decided(request, present);
        requireFunction(rotation.lambda());
        var token =
                request.clientRequestToken() == null ? platform.ids().uuid().toString() : request.clientRequestToken();
        while (true) {
            var seen = secrets.changeable(request.secretId());
            var next = seen.value().rotating(rotation);
            var pending = next.staged(StoredSecret.PENDING);
            if (now
                    && pending.isPresent()
                    && !pending.get().id().equals(token)
                    && !pending.get().stages().contains(StoredSecret.CURRENT)) {
                throw refused("A previous rotation isn't complete. That rotation will be reattempted.");
            }
            var batch = platform.batch().replace(secrets.store(), seen, next);
            secrets.copy(batch, next);
            if (rotation.next() == null) {
                platform.timers().cancel(batch, ROTATION, next.name());
            } else {
                platform.timers().set(batch, ROTATION, next.name(), rotation.next());
            }
            if (batch.commit()) {
                if (now) {
                    begin(next.name(), token);
                }
                return RotateSecretResponse.builder()
                        .arn(next.arn())
                        .name(next.name())
                        .versionId(token)
                        .build();
            }
        }
    }

    private Rotation decided(RotateSecretRequest request, StoredSecret secret) {
        var known = secret.rotation();
        var lambda =
                request.rotationLambdaARN() == null && known != null ? known.lambda() : request.rotationLambdaARN();
        if (lambda == null || lambda.isEmpty()) {
            throw refused("No Lambda rotation function ARN is associated with this secret.");
        }
        if (secret.versions().isEmpty()) {
            throw refused("You can't rotate a secret that has no value");
        }
        var rules = request.rotationRules();
        var days = rules != null ? rules.automaticallyAfterDays() : known == null ? null : known.days();
        var schedule = rules != null ? rules.scheduleExpression() : known == null ? null : known.schedule();
        var window = rules != null ? rules.duration() : known == null ? null : known.window();
        if (days != null && schedule != null) {
            throw invalid("You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
        }
        if (days != null && (days < 1 || days > DAYS_MAX)) {
            throw invalid("AutomaticallyAfterDays must be from 1 to " + DAYS_MAX);
        }
        var next = next(days, schedule, platform.clock().instant());
        return new Rotation(true, lambda, days, schedule, window, known == null ? null : known.last(), next);
    }

    /** When it rotates after a time; null if it rotates only when asked. */
    private static @Nullable Instant next(@Nullable Long days, @Nullable String schedule, Instant after) {
        if (days != null) {
            return after.plus(Duration.ofDays(days));
        }
        if (schedule == null) {
            return null;
        }
        if (schedule.startsWith("cron(")) {
            return nextOfCron(schedule, after);
        }
        var rate = RATE.matcher(schedule);
        if (!rate.matches()) {
            throw invalid(
                    "Invalid ScheduleExpression: '" + schedule + "' is neither rate(…) of hours or days nor cron(…)");
        }
        long number = Long.parseLong(rate.group(1));
        boolean hours = rate.group(2).startsWith("hour");
        if (number < (hours ? HOURS_MIN : 1) || number > DAYS_MAX) {
            throw invalid("Invalid ScheduleExpression: a rate is at least 4 hours and at most 999 days");
        }
        return after.plus(hours ? Duration.ofHours(number) : Duration.ofDays(number));
    }

    /* In UTC, as AWS reads it. */
    private static @Nullable Instant nextOfCron(String expression, Instant after) {
        try {
            var schedule = Schedule.parse(expression);
            var first = schedule.next(after, after, ZoneOffset.UTC);
            var second = first.flatMap(time -> schedule.next(time, after, ZoneOffset.UTC));
            if (second.isPresent()
                    && Duration.between(first.get(), second.get()).compareTo(Duration.ofHours(HOURS_MIN)) < 0) {
                throw invalid("Invalid ScheduleExpression: rotations are at least 4 hours apart");
            }
            return first.orElse(null);
        } catch (IllegalArgumentException e) {
            throw invalid("Invalid ScheduleExpression: " + e.getMessage());
        }
    }

    /** Refuses a function that cannot be invoked, in the words that AWS has for it. */
    private void requireFunction(String lambda) {
        try {
            platform.client(LambdaClient.class).getFunction(f -> f.functionName(lambda));
        } catch (AwsServiceException e) {
            throw accessDenied("Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
                    + " policy grants access to the principal secretsmanager.amazonaws.com. (" + e.getMessage() + ")");
        }
    }

    private void begin(String name, String token) {
        platform.background().run("rotation of " + name, Caller.current(), () -> rotate(name, token));
    }

    private void rotate(String name, String token) {
        var asked = Caller.current().via("secretsmanager.amazonaws.com");
        for (var step : STEPS) {
            var secret = secrets.store().get(Key.of(name)).orElse(null);
            var rotation = secret == null ? null : secret.rotation();
            if (secret == null || rotation == null) {
                return;
            }
            var event = """
                    {"Step": "%s", "SecretId": "%s", "ClientRequestToken": "%s"}""".formatted(step, secret.arn(), token);
            var answer = asked.call(() -> platform.client(LambdaClient.class)
                    .invoke(i -> i.functionName(rotation.lambda()).payload(SdkBytes.fromUtf8String(event))));
            if (answer.functionError() != null) {
                return;
            }
        }
        secrets.change(name, secret -> {
            var rotation = secret.rotation();
            if (rotation == null) {
                return secret;
            }
            return secret.rotating(new Rotation(
                    rotation.enabled(),
                    rotation.lambda(),
                    rotation.days(),
                    rotation.schedule(),
                    rotation.window(),
                    platform.clock().instant(),
                    rotation.next()));
        });
    }

    /** The clock says so: the next time is set first, so that no rotation is begun twice. */
    private void due(String name, Instant due) {
        while (true) {
            var seen = secrets.store().entry(Key.of(name));
            var rotation = seen.map(Entry::value).map(StoredSecret::rotation).orElse(null);
            if (seen.isEmpty()
                    || rotation == null
                    || !rotation.enabled()
                    || seen.get().value().deletion() != null
                    || rotation.next() == null
                    || rotation.next().isAfter(due)) {
                return;
            }
            var next = next(rotation.days(), rotation.schedule(), due);
            if (next == null) {
                return;
            }
            var secret = seen.get().value();
            var batch = platform.batch()
                    .replace(
                            secrets.store(),
                            seen.get(),
                            secret.rotating(new Rotation(
                                    true,
                                    rotation.lambda(),
                                    rotation.days(),
                                    rotation.schedule(),
                                    rotation.window(),
                                    rotation.last(),
                                    next)));
            platform.timers().set(batch, ROTATION, name, next);
            if (batch.commit()) {
                var token = secret.staged(StoredSecret.PENDING)
                        .filter(pending -> !pending.stages().contains(StoredSecret.CURRENT))
                        .map(Version::id)
                        .orElseGet(() -> platform.ids().uuid().toString());
                begin(name, token);
                return;
            }
        }
    }

    @Override
    public CancelRotateSecretResponse cancelRotateSecret(CancelRotateSecretRequest request) {
        while (true) {
            var seen = secrets.changeable(request.secretId());
            var secret = seen.value();
            var rotation = secret.rotation();
            if (rotation == null) {
                throw refused("No rotation is configured for this secret.");
            }
            var next = secret.rotating(new Rotation(
                    false,
                    rotation.lambda(),
                    rotation.days(),
                    rotation.schedule(),
                    rotation.window(),
                    rotation.last(),
                    null));
            var batch = platform.batch().replace(secrets.store(), seen, next);
            secrets.copy(batch, next);
            platform.timers().cancel(batch, ROTATION, secret.name());
            if (batch.commit()) {
                return CancelRotateSecretResponse.builder()
                        .arn(next.arn())
                        .name(next.name())
                        .versionId(next.staged(StoredSecret.PENDING)
                                .map(Version::id)
                                .orElse(null))
                        .build();
            }
        }
    }
}
