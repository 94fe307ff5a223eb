package tarn.services.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Integration.refused;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Integration;

/** Schedules start their targets, once for each of their times. */
class SchedulesTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/scheduler";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:q";

    @RegisterExtension
    final Integration integration = new Integration();

    private SchedulerClient schedules() {
        return integration.client(SchedulerClient.class);
    }

    private static Target to(String arn) {
        return Target.builder()
                .arn(arn)
                .roleArn(ROLE)
                .input("{\"at\": \"<aws.scheduler.scheduled-time>\"}")
                .build();
    }

    private void create(String name, String expression, Consumer<CreateScheduleRequest.Builder> more) {
        schedules().createSchedule(create -> {
            create.name(name)
                    .scheduleExpression(expression)
                    .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
                    .target(to(QUEUE));
            more.accept(create);
        });
    }

    private String queue() {
        return integration.sqs().createQueue(q -> q.queueName("q")).queueUrl();
    }

    private static String received(SqsClient sqs, String url) {
        var messages =
                sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20)).messages();
        assertThat(messages).hasSize(1);
        sqs.deleteMessage(d -> d.queueUrl(url).receiptHandle(messages.getFirst().receiptHandle()));
        return messages.getFirst().body();
    }

    private String received(String url) {
        return received(integration.sqs(), url);
    }

    private void nothingIn(String url) {
        assertThat(integration.sqs().receiveMessage(r -> r.queueUrl(url)).messages())
                .extracting(Message::body)
                .isEmpty();
    }

    @Test
    void aCronScheduleRunsInItsZoneAlsoWhenClocksAreSetForward() {
        var url = queue();
        create(
                "daily",
                "cron(30 8 * * ? *)",
                s -> s.scheduleExpressionTimezone("Europe/Berlin").startDate(Instant.parse("2026-03-28T00:00:00Z")));
        integration.pass(Duration.between(TestPlatform.START, Instant.parse("2026-03-28T08:00:00Z")));
        assertThat(received(url)).isEqualTo("{\"at\": \"2026-03-28T07:30:00Z\"}");
        integration.pass(Duration.ofDays(1));
        assertThat(received(url)).isEqualTo("{\"at\": \"2026-03-29T06:30:00Z\"}");
        nothingIn(url);
    }

    @Test
    void anAtRunsOnceAndItsScheduleMayGoThen() {
        var url = queue();
        create("once", "at(2026-01-01T01:00:00)", s -> s.actionAfterCompletion(ActionAfterCompletion.DELETE));
        create("stays", "at(2026-01-01T02:00:00)", s -> {});
        integration.pass(Duration.ofHours(1));
        assertThat(received(url)).contains("2026-01-01T01:00:00Z");
        refused("ResourceNotFoundException", () -> schedules().getSchedule(g -> g.name("once")));
        integration.pass(Duration.ofHours(1));
        assertThat(received(url)).contains("2026-01-01T02:00:00Z");
        integration.pass(Duration.ofDays(1));
        nothingIn(url);
        assertThat(schedules().listSchedules(l -> {}).schedules())
                .extracting(ScheduleSummary::name)
                .containsExactly("stays");
    }

    @Test
    void aRateRunsFromItsStartToItsEnd() {
        var url = queue();
        create(
                "rate",
                "rate(1 hour)",
                s -> s.startDate(TestPlatform.START.plusSeconds(600))
                        .endDate(TestPlatform.START.plusSeconds(2 * 3600)));
        integration.pass(Duration.ofMinutes(10));
        assertThat(received(url)).contains("2026-01-01T00:10:00Z");
        integration.pass(Duration.ofHours(1));
        assertThat(received(url)).contains("2026-01-01T01:10:00Z");
        integration.pass(Duration.ofDays(1));
        nothingIn(url);
    }

    @Test
    void aWindowIsKept() {
        var url = queue();
        create(
                "window",
                "at(2026-01-01T01:00:00)",
                s -> s.flexibleTimeWindow(
                        w -> w.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(15)));
        integration.pass(Duration.ofMinutes(75));
        assertThat(received(url)).as("the time is the schedule's").contains("2026-01-01T01:00:00Z");
    }

    @Test
    void aDisabledScheduleWaits() {
        var url = queue();
        create("s", "rate(1 hour)", s -> s.state(ScheduleState.DISABLED));
        integration.pass(Duration.ofHours(5));
        nothingIn(url);
        schedules()
                .updateSchedule(u -> u.name("s")
                        .scheduleExpression("rate(1 hour)")
                        .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
                        .target(to(QUEUE)));
        integration.pass(Duration.ofHours(1));
        assertThat(received(url)).contains("2026-01-01T06:00:00Z");
        schedules().deleteSchedule(d -> d.name("s"));
        integration.pass(Duration.ofHours(5));
        nothingIn(url);
    }

    @Test
    void aTimeThatCameWhileTarnWasDownIsMadeUpForOnce(@TempDir Path folder) {
        try (var platform = opened(folder)) {
            TestPlatform.CALLER.run(() -> {
                platform.client(SqsClient.class).createQueue(q -> q.queueName("q"));
                platform.client(SchedulerClient.class)
                        .createSchedule(s -> s.name("hourly")
                                .scheduleExpression("cron(0 * * * ? *)")
                                .flexibleTimeWindow(w -> w.mode(FlexibleTimeWindowMode.OFF))
                                .target(to(QUEUE)));
            });
        }
        try (var platform = LocalPlatform.open(
                folder,
                TestPlatform.options(8).on(InstantSource.fixed(TestPlatform.START.plus(Duration.ofMinutes(190)))))) {
            Integration.add(platform);
            platform.ready();
            TestPlatform.CALLER.run(() -> {
                var sqs = platform.client(SqsClient.class);
                platform.clock().advance(Duration.ofSeconds(1));
                var url = sqs.getQueueUrl(g -> g.queueName("q")).queueUrl();
                assertThat(received(sqs, url)).contains("2026-01-01T01:00:00Z");
                assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
                platform.clock().advance(Duration.ofHours(1));
                assertThat(received(sqs, url)).contains("2026-01-01T04:00:00Z");
            });
        }
    }

    private static LocalPlatform opened(Path folder) {
        var platform = LocalPlatform.open(folder, TestPlatform.options(7));
        Integration.add(platform);
        platform.ready();
        return platform;
    }

    @Test
    void groupsHoldSchedules() {
        schedules()
                .createScheduleGroup(g ->
                        g.name("night").tags(Tag.builder().key("a").value("b").build()));
        create("s", "rate(1 day)", s -> s.groupName("night"));
        create("s", "rate(1 day)", s -> {});
        refused("ConflictException", () -> create("s", "rate(1 day)", s -> {}));
        refused("ResourceNotFoundException", () -> create("s", "rate(1 day)", s -> s.groupName("day")));
        assertThat(schedules().getSchedule(g -> g.name("s").groupName("night")).arn())
                .isEqualTo("arn:aws:scheduler:us-east-1:123456789012:schedule/night/s");
        schedules().deleteScheduleGroup(d -> d.name("night"));
        assertThat(schedules().listSchedules(l -> {}).schedules())
                .extracting(ScheduleSummary::groupName)
                .containsExactly("default");
        refused("ValidationException", () -> schedules().deleteScheduleGroup(d -> d.name("default")));
    }

    @Test
    void badSchedulesAreRefused() {
        refused("ValidationException", () -> create("s", "every day", s -> {}));
        refused("ValidationException", () -> create("s", "at(2020-01-01T00:00:00)", s -> {}));
        refused("ValidationException", () -> create("s", "rate(1 day)", s -> s.scheduleExpressionTimezone("Mars/One")));
        refused(
                "ValidationException",
                () -> create("s", "rate(1 day)", s -> s.target(to("arn:aws:scheduler:::aws-sdk:ec2:stopInstances"))));
        refused("ValidationException", () -> create("s", "rate(1 day)", s -> s.target(to(QUEUE + ".fifo"))));
        refused("ValidationException", () -> create("s", "rate(1 day)", s -> s.endDate(Instant.EPOCH)));
        refused(
                "ValidationException",
                () -> create("s", "rate(1 day)", s -> s.kmsKeyArn("arn:aws:kms:us-east-1:123456789012:key/own")));
    }
}
